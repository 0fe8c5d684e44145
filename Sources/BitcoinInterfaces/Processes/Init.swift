/// What a process answers first: from here a peer gets at every other interface.
///
/// Each program implements the `make` functions of what it has to offer; the others answer `nil`. The
/// interface is Bitcoin Core's, so that clients written for Bitcoin Core work with this node unchanged. What is
/// ours hangs on ``NodeInit`` and ``WalletInit``, which extend it.
public protocol Init: Sendable {
    /// An echo service, for tests of the connection.
    func makeEcho() async throws -> (any Echo)?

    /// Access to block templates and block submission, or `nil` in a process without a chain.
    func makeMining() async throws -> (any Mining)?

    /// Access to the JSON-RPC commands of this process.
    func makeRpc() async throws -> (any Rpc)?

    /// The mining interface of clients older than the current schema: always an error.
    func makeMiningOld2() async throws
}

extension Init {
    /// A process has no echo service unless it says so.
    public func makeEcho() async throws -> (any Echo)? { nil }

    /// A process has no mining interface unless it says so.
    public func makeMining() async throws -> (any Mining)? { nil }

    /// A process has no JSON-RPC commands unless it says so.
    public func makeRpc() async throws -> (any Rpc)? { nil }

    /// Tells the client that it is too old.
    public func makeMiningOld2() async throws {
        throw OutdatedClient(method: "Old mining interface (@2)")
    }
}
