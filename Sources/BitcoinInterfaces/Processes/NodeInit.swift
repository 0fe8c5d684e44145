/// What a node offers to the other programs of this project, beyond what any client may ask of an ``Init``.
public protocol NodeInit: Init {
    /// Tells each side who the other is. The first call on a connection, and the only one that a node answers
    /// before it knows its peer.
    ///
    /// Throws ``ProcessMismatch`` if the two cannot work together.
    func exchangeIdentity(_ peer: ProcessIdentity) async throws -> ProcessIdentity

    /// Access to the chain for a wallet.
    func makeChain() async throws -> (any Chain)?

    /// Adds the wallets of a further process to this node: commands for wallets are passed to its `rpc` until the
    /// handler is disconnected or the connection ends.
    func attachWallet(_ loader: any WalletLoader, rpc: any Rpc) async throws -> any Handler
}
