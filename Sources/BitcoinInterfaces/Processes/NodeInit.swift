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

    /// Gives a node that was spawned its options, and returns when these were found good and the node is starting.
    ///
    /// A spawned process has no command line of its own. Throws what is wrong with the options, and always on a node that
    /// was started by a user.
    func configure(_ configuration: ProcessConfiguration) async throws

    /// Access to the node for a program with windows, from when it is starting on.
    func makeNode() async throws -> (any Node)?
}

extension NodeInit {
    /// A node has its options from its user, unless it says otherwise.
    public func configure(_ configuration: ProcessConfiguration) async throws {
        throw AlreadyConfigured()
    }

    /// A process is no node for windows unless it says so.
    public func makeNode() async throws -> (any Node)? { nil }
}

/// A process was given options that has some already.
public struct AlreadyConfigured: Error, CustomStringConvertible {
    /// Creates the error.
    public init() {}

    /// What is wrong.
    public var description: String { "The process has its options already." }
}
