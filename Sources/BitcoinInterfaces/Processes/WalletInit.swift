/// What a wallet process offers to the node that started it.
///
/// The node calls ``exchangeIdentity(_:)`` first, then ``configure(_:log:)``, then
/// ``makeWalletLoader(chain:)``; the wallet's JSON-RPC commands are behind ``Init/makeRpc()``.
public protocol WalletInit: Init {
    /// Tells each side who the other is. The first call on a connection, and the only one that a wallet answers
    /// before it knows its peer.
    ///
    /// Throws ``ProcessMismatch`` if the two cannot work together.
    func exchangeIdentity(_ peer: ProcessIdentity) async throws -> ProcessIdentity

    /// Gives a spawned process its options, and the log that its lines belong to.
    ///
    /// A spawned process has no command line of its own: whatever its parent was told, it is told here.
    func configure(_ configuration: ProcessConfiguration, log: any LogSink) async throws

    /// Access to the wallets of this process, which know the chain only as what is given here.
    func makeWalletLoader(chain: any Chain) async throws -> (any WalletLoader)?
}
