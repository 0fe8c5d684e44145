import CMultiprocess

/// A server as one connection's peer holds it. Lives on the loop's thread.
final class ExportedServer: @unchecked Sendable {
    let server: any CapabilityServer
    let connection: Connection
    private let interfaces: [InterfaceDescriptor]

    init(_ server: any CapabilityServer, over connection: Connection) {
        self.server = server
        self.connection = connection
        interfaces = type(of: server).interfaces
    }

    func released() {
        connection.objectFreed()
    }

    /// The native side's callback for a call.
    func receive(_ native: OpaquePointer, interfaceID: UInt64, methodID: UInt16) {
        guard let interface = interfaces.first(where: { $0.id == interfaceID }) else {
            return refuse(native, RemoteError(.unimplemented, "Requested interface not implemented."))
        }
        guard let method = interface.method(methodID) else {
            return refuse(native, RemoteError(.unimplemented, "Method not implemented."))
        }
        do {
            try connection.callBegins()
        } catch {
            return refuse(native, error)
        }
        let call = CallContext(native, method, of: server, over: connection)
        call.log(.debug) { "IPC server recv request  #\(call.number) \(method.name)$Params" }
        call.place()
    }

    private func refuse(_ native: OpaquePointer, _ error: RemoteError) {
        error.description.withUnsafeNativeText { mp_call_fail(native, error.kind.native, $0, $1) }
        mp_call_release(native)
    }
}
