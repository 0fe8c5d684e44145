import CMultiprocess

/// A request to a peer, from its first parameter to its answer. Lives on the loop's thread.
final class OutgoingCall: @unchecked Sendable {
    private enum State {
        case building(OpaquePointer)
        case sent(OpaquePointer, UnsafeContinuation<OpaquePointer, any Error>)
        case over
    }

    private let connection: Connection
    var loop: EventLoop { connection.loop }
    private let method: MethodDescriptor
    private let number: Int
    private var state: State
    /// The incoming call that this one is made for, if any.
    private let scope: CallScope?

    init(_ method: MethodDescriptor, to target: CapabilityClient, sizeHint: Int) throws {
        connection = target.connection
        self.method = method
        scope = CallScope.current
        guard connection.isOpen else { throw RemoteError.callAfterDisconnect }
        let words = UInt64(sizeHint + 7) / 8
        guard let request = mp_request_new(target.native, method.interfaceID, method.ordinal, words) else {
            throw RemoteError(mp_last_error())
        }
        state = .building(request)
        number = connection.loop.nextRequestNumber()
    }

    func withParams(_ fill: (StructBuilder) throws -> Void) throws {
        guard case .building(let request) = state else { return }
        var native = mp_struct_builder()
        try MessageError.check(
            mp_request_params(
                request, UInt16(method.params.dataWords), UInt16(method.params.pointers), &native))
        let params = StructBuilder(native, connection)
        if let slot = method.contextSlot {
            try connection.fillContext(params, slot, for: scope)
        }
        try fill(params)
    }

    func discard() {
        guard case .building(let request) = state else { return }
        state = .over
        mp_request_discard(request)
    }

    /// Sends the request and waits for the response, which the caller frees.
    ///
    /// While it waits, calls nested on the same `Thread` may run; it goes on only when they are done.
    func send() async throws -> OpaquePointer {
        guard case .building(let request) = state else { throw RemoteError.callAfterDisconnect }
        log(.debug) { "IPC client send request #\(self.number) \(self.method.name)$Params" }
        let gate = scope?.gate
        let result: Result<OpaquePointer, any Error>
        do {
            let response = try await withTaskCancellationHandler {
                try await withUnsafeThrowingContinuation { continuation in
                    state = .sent(request, continuation)
                    // The native side holds the call until it hands over the response.
                    let held = Unmanaged.passRetained(self)
                    if !mp_request_send(request, held.toOpaque()) {
                        state = .over
                        held.release()
                        continuation.resume(throwing: RemoteError(mp_last_error()))
                    }
                    // After the request, so that what runs now cannot overtake it.
                    gate?.release()
                }
            } onCancel: {
                connection.loop.execute { self.cancel() }
            }
            result = .success(response)
        } catch {
            result = .failure(error)
        }
        await gate?.acquire()
        return try result.get()
    }

    private func log(_ level: IPCLogger.Level, _ message: () -> String) {
        if loop.unlogged.isEmpty || !loop.unlogged.contains(method.interfaceID) {
            connection.log(level, message)
        }
    }

    private func cancel() {
        if case .sent(let request, _) = state { mp_request_cancel(request) }
    }

    /// The native side's callback.
    func completed(_ response: OpaquePointer?, _ error: UnsafePointer<mp_error>?) {
        guard case .sent(_, let continuation) = state else { return }
        state = .over
        if let response {
            // Handed over: only the task that waits for it will use it, on this thread.
            nonisolated(unsafe) let response = response
            log(.debug) { "IPC client recv response #\(self.number) \(self.method.name)$Results" }
            continuation.resume(returning: response)
        } else {
            let failure = error.map { RemoteError($0.pointee) } ?? .callAfterDisconnect
            log(.debug) { "IPC client exception #\(self.number) \(failure)" }
            continuation.resume(throwing: failure)
        }
    }
}
