import CMultiprocess

/// The functions that the native loop calls, all on its thread.
///
/// Every context pointer is an object of the kind named here, that the Swift side holds for as long as the
/// native side may call with it; `take…` ends that hold.
enum NativeCallbacks {
    static let table = {
        var table = mp_callbacks()
        table.drain = { context in
            let loop: EventLoop = object(context)
            loop.callback { loop.takeMail() }
        }
        table.call = { context, call, interfaceID, methodID in
            let server: ExportedServer = object(context)
            server.connection.loop.callback {
                server.receive(call!, interfaceID: interfaceID, methodID: methodID)
            }
        }
        table.call_cancelled = { context in
            let call: CallContext = object(context)
            call.connection.loop.callback { call.cancel() }
        }
        table.server_released = { context in
            let server: ExportedServer = take(context)
            server.connection.loop.callback { server.released() }
        }
        table.response = { context, response, error in
            let call: OutgoingCall = take(context)
            call.loop.callback { call.completed(response, error) }
        }
        table.disconnected = { context, error in
            let connection: Connection = object(context)
            let reason = error.map { RemoteError($0.pointee) }
            connection.loop.callback { connection.disconnected(reason) }
        }
        table.accepted = { context, descriptor in
            let listener: Listener = object(context)
            listener.loop.callback { listener.accepted(descriptor) }
        }
        table.accept_failed = { context, errorNumber in
            let listener: Listener = object(context)
            listener.loop.callback { listener.acceptFailed(errorNumber) }
        }
        table.resolved = { context in
            let resolution: Resolution = take(context)
            resolution.loop.callback { resolution.resume() }
        }
        table.log = { context, isError, text in
            let loop: EventLoop = object(context)
            loop.log(isError ? .error : .debug) { String(text) }
        }
        return table
    }()

    private static func object<Object: AnyObject>(_ context: UnsafeMutableRawPointer?) -> Object {
        Unmanaged<Object>.fromOpaque(context!).takeUnretainedValue()
    }

    private static func take<Object: AnyObject>(_ context: UnsafeMutableRawPointer?) -> Object {
        Unmanaged<Object>.fromOpaque(context!).takeRetainedValue()
    }
}
