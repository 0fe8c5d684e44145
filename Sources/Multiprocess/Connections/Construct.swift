/// The first call of upstream's protocol: each side gives the other a `ThreadMap`.
///
/// A method `construct @0 (threadMap :ThreadMap) -> (threadMap :ThreadMap)` is served and called with these.
extension CallContext {
    /// Serves `construct`: answers with this side's `ThreadMap`.
    public func construct() throws {
        try results().setCapability(0, ThreadMapServer())
    }
}

extension CapabilityClient {
    /// Calls `construct` of an `Init` object.
    ///
    /// - Parameter thread: the name under which a `Thread` is made at the peer, on which all later calls run.
    ///   Upstream's processes need one. Peers of our own do not, and serve calls without one side by side.
    public func construct(_ method: MethodDescriptor, thread: String? = nil) async throws {
        let threadMap = try await call(
            method,
            params: { try $0.setCapability(0, ThreadMapServer()) },
            results: { try $0.capability(0) })
        guard let thread else { return }
        guard let threadMap else {
            throw RemoteError(.failed, "The peer did not offer a ThreadMap.")
        }
        let remote = try await threadMap.call(
            ThreadMapInterface.makeThread,
            params: { try $0.setText(0, thread) },
            results: { try $0.capability(0) })
        guard let remote else { throw RemoteError(.failed, "The peer did not make a Thread.") }
        try await connection.loop.run { [connection] in
            connection.ownThreads = (remote, try connection.makeThread(from: thread))
        }
    }
}

extension Connection {
    /// Writes the `Proxy.Context` of a call to the peer.
    ///
    /// A call made while serving one of the same peer's runs on the thread that waits there. Other calls run on
    /// the thread made by ``CapabilityClient/construct(_:thread:)``, or on none.
    func fillContext(_ params: StructBuilder, _ slot: Int, for scope: CallScope?) throws {
        if let scope, scope.connection === self, let callbackThread = scope.callbackThread {
            let context = try params.initStruct(slot, dataWords: 0, pointers: 2)
            try context.setCapability(0, callbackThread)
            if let server = scope.thread { try context.setCapability(1, server) }
        } else if let ownThreads {
            let context = try params.initStruct(slot, dataWords: 0, pointers: 2)
            try context.setCapability(0, ownThreads.remote)
            try context.setCapability(1, ownThreads.callback)
        }
    }
}
