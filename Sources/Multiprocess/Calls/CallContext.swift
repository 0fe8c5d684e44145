import CMultiprocess

/// An incoming call: its parameters, its results, and where it runs.
///
/// It is made by the library and given to ``CapabilityServer/dispatch(_:)``. It holds the parameters' message
/// until the call is answered. To be used on the loop's thread, where `dispatch` runs.
public final class CallContext: @unchecked Sendable {
    enum State {
        case waiting
        case running(Task<Void, Never>?)
        case over
    }

    /// The method that is called.
    public let method: MethodDescriptor
    /// The connection that the call came over.
    public let connection: Connection
    /// Counts the calls of a loop, for the log.
    let number: Int
    private let start = ContinuousClock.now
    let server: any CapabilityServer
    private let native: OpaquePointer
    var state = State.waiting
    private(set) var isCancelled = false
    /// The `Thread` and callback thread that the caller named, once they are known.
    var scope: CallScope?

    init(
        _ native: OpaquePointer, _ method: MethodDescriptor, of server: any CapabilityServer,
        over connection: Connection
    ) {
        self.native = native
        self.method = method
        self.server = server
        self.connection = connection
        number = connection.loop.nextRequestNumber()
        // Not retained: the native side forgets it when the call is answered or released.
        mp_call_set_context(native, Unmanaged.passUnretained(self).toOpaque())
    }

    deinit {
        connection.loop.releaseCall(native)
    }

    /// The interface that declares the method: what `dispatch` switches over, with ``methodID``.
    public var interfaceID: UInt64 { method.interfaceID }

    /// The method's number in its interface.
    public var methodID: UInt16 { method.ordinal }

    /// The parameters.
    @_lifetime(borrow self)
    public func params() throws(MessageError) -> StructReader {
        var value = mp_struct_reader()
        try MessageError.check(mp_call_params(native, &value))
        return _overrideLifetime(StructReader(value, connection), borrowing: self)
    }

    /// Makes the results, to be filled; once per call, after the work is done.
    ///
    /// - Parameter sizeHint: how many bytes the results will take in all, if that is known and not small.
    @_lifetime(borrow self)
    public func results(sizeHint: Int = 0) throws(MessageError) -> StructBuilder {
        var value = mp_struct_builder()
        try MessageError.check(
            mp_call_results(
                native, UInt16(method.results.dataWords), UInt16(method.results.pointers),
                UInt64(sizeHint + 7) / 8, &value))
        return _overrideLifetime(StructBuilder(value, connection), borrowing: self)
    }

    /// Runs a method that may block its thread, off the loop, on the thread that the caller named.
    ///
    /// Views of messages must not be used inside.
    public func onThread<Result: Sendable>(
        _ body: @Sendable () async throws -> Result
    ) async throws -> Result {
        let executor = scope?.gate?.executor() ?? connection.loop.blockingExecutor()
        return try await withTaskExecutorPreference(executor, operation: body)
    }

    // MARK: Outcome

    func finish() {
        guard case .running = state else { return }
        state = .over
        if isCancelled {
            return log(.info) { "IPC server request #\(self.number) interrupted (canceled)" }
        }
        log(.debug) { "IPC server send response #\(self.number) \(self.method.name)$Results" }
        mp_call_finish(native)
    }

    func fail(_ error: any Error) {
        if case .over = state { return }
        state = .over
        if isCancelled {
            return log(.info) { "IPC server request #\(self.number) interrupted (canceled)" }
        }
        let failure = Self.remote(error)
        log(.debug) {
            "IPC server error request #\(self.number) \(self.method.name)$Results \(failure.description)"
        }
        failure.description.withUnsafeNativeText { mp_call_fail(native, failure.kind.native, $0, $1) }
    }

    /// The native side's callback: nobody waits for the answer any more.
    func cancel() {
        isCancelled = true
        switch state {
        case .waiting:
            state = .over
            log(.info) {
                "IPC server request #\(self.number) canceled before it could be executed"
            }
            leave()
        case .running(let task):
            log(.info) { "IPC server request #\(self.number) canceled while executing." }
            task?.cancel()
        case .over:
            break
        }
    }

    /// Takes the call off its connection's account; once, when it is over.
    func leave() {
        connection.callEnded(after: .now - start)
    }

    /// Writes a line about this call, unless its interface is not to be logged.
    @inline(__always)
    func log(_ level: IPCLogger.Level, _ message: () -> String) {
        if connection.loop.unlogged.isEmpty || !connection.loop.unlogged.contains(method.interfaceID) {
            connection.log(level, message)
        }
    }

    /// What a thrown error looks like on the wire: upstream's clients know the prefix.
    private static func remote(_ error: any Error) -> RemoteError {
        switch error {
        case let error as RemoteError where error.kind != .failed: error
        case is CancellationError: RemoteError(.failed, "std::exception: canceled")
        case let error as RemoteError: RemoteError(.failed, "std::exception: \(error.message)")
        default: RemoteError(.failed, "std::exception: \(error)")
        }
    }
}
