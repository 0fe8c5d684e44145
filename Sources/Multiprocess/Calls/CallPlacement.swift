import CMultiprocess

/// Finds where an incoming call is to run, and runs it there.
extension CallContext {
    /// Looks at the `Proxy.Context` that the caller sent, if the method has one.
    func place() {
        guard let slot = method.contextSlot else { return run() }
        do {
            let context = try params().structure(slot)
            let thread = try context.capability(0)
            let callbackThread = try context.capability(1)
            guard let thread else {
                if let callbackThread {
                    scope = CallScope(connection: connection, thread: nil, callbackThread: callbackThread)
                }
                return run()
            }
            place(on: thread, callbackThread)
        } catch {
            endBeforeRunning(error)
        }
    }

    private func place(on thread: CapabilityClient, _ callbackThread: CapabilityClient?) {
        if !mp_capability_is_resolved(thread.native) {
            // The caller did not wait for `makeThread`. Other calls on it wait the same way, in order.
            let resolution = Resolution(on: connection.loop) { [self] in
                if case .waiting = state { enterGate(of: thread, callbackThread) }
            }
            return mp_capability_when_resolved(
                thread.native, Unmanaged.passRetained(resolution).toOpaque())
        }
        enterGate(of: thread, callbackThread)
    }

    private func enterGate(of thread: CapabilityClient, _ callbackThread: CapabilityClient?) {
        guard let context = mp_capability_server(thread.native),
            let server = Unmanaged<ExportedServer>.fromOpaque(context).takeUnretainedValue().server
                as? ThreadServer
        else {
            log(.error) {
                "IPC server error request #\(self.number), missing thread to execute request"
            }
            return endBeforeRunning(RemoteError(.failed, "invalid thread handle"))
        }
        scope = CallScope(connection: connection, thread: server, callbackThread: callbackThread)
        log(.debug) { "IPC server post request  #\(self.number) {\(server.gate.name)}" }
        server.gate.enter(self)
    }

    private func endBeforeRunning(_ error: any Error) {
        fail(error)
        leave()
    }

    /// Starts the method. If it does not suspend, the call is answered when this returns.
    func run() {
        state = .running(nil)
        log(.debug) { "IPC server executing request #\(self.number)" }
        connection.loop.watchdog?.begin(method.name)
        let task: Task<Void, Never>
        if let scope {
            task = Task.immediate(executorPreference: connection.loop) {
                await CallScope.$current.withValue(scope) { await self.execute() }
            }
        } else {
            task = Task.immediate(executorPreference: connection.loop) { await self.execute() }
        }
        connection.loop.watchdog?.end()
        guard case .running = state else { return }
        state = .running(task)
        if isCancelled { task.cancel() }
    }

    private func execute() async {
        do {
            try await server.dispatch(self)
            finish()
        } catch {
            fail(error)
        }
        scope?.gate?.release()
        leave()
    }
}
