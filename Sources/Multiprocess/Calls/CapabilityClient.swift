import CMultiprocess

/// An object of a peer that this process can call.
///
/// The generated `XClient` types wrap one. The peer frees its object when the last copy is gone.
public final class CapabilityClient: Sendable {
    /// The connection that leads to the object.
    public let connection: Connection
    // Safe: the pointer never changes, and what it points to is used on the loop's thread only.
    nonisolated(unsafe) let native: OpaquePointer

    init(adopting native: OpaquePointer, of connection: Connection) {
        self.native = native
        self.connection = connection
    }

    deinit {
        connection.loop.release(native)
    }

    /// Calls a method and waits for its answer.
    ///
    /// Both closures run on the loop's thread. `params` fills the parameters; a `Proxy.Context` among them has
    /// been filled before. `results` reads the answer; views of it cannot escape. Cancelling the task cancels
    /// the call at the peer.
    ///
    /// - Parameter sizeHint: how many bytes the parameters will take in all, if that is known and not small.
    public func call<Result>(
        _ method: MethodDescriptor, sizeHint: Int = 0,
        params: (StructBuilder) throws -> Void = { _ in },
        results: (StructReader) throws -> Result
    ) async throws -> Result {
        if connection.loop.isPreferredByCurrentTask {
            return try await callOnLoop(method, sizeHint, params, results)
        }
        return try await withTaskExecutorPreference(connection.loop) {
            try await callOnLoop(method, sizeHint, params, results)
        }
    }

    /// Calls a method that has no results.
    public func call(
        _ method: MethodDescriptor, sizeHint: Int = 0, params: (StructBuilder) throws -> Void = { _ in }
    ) async throws {
        try await call(method, sizeHint: sizeHint, params: params, results: { _ in })
    }

    private func callOnLoop<Result>(
        _ method: MethodDescriptor, _ sizeHint: Int,
        _ params: (StructBuilder) throws -> Void,
        _ results: (StructReader) throws -> Result
    ) async throws -> Result {
        let request = try OutgoingCall(method, to: self, sizeHint: sizeHint)
        do {
            try request.withParams(params)
        } catch {
            request.discard()
            throw error
        }
        let response = try await request.send()
        defer { mp_response_free(response) }
        var native = mp_struct_reader()
        try MessageError.check(mp_response_results(response, &native))
        return try results(StructReader(native, connection))
    }
}
