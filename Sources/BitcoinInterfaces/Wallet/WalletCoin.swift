import BitcoinPrimitives

/// What a wallet has.
public struct WalletBalances: Sendable, Hashable {
    /// Confirmed, or change of the wallet's own transactions.
    public var trusted: Amount
    /// In the mempool, from others.
    public var untrustedPending: Amount
    /// Mined, and not yet to be spent.
    public var immature: Amount
    /// At addresses that were spent from before, where these are kept apart.
    public var used: Amount
    /// What own transactions outside of the mempool spend; negative or zero.
    public var outsideOfMempool: Amount

    /// Creates balances.
    public init(
        trusted: Amount = .zero, untrustedPending: Amount = .zero, immature: Amount = .zero,
        used: Amount = .zero, outsideOfMempool: Amount = .zero
    ) {
        self.trusted = trusted
        self.untrustedPending = untrustedPending
        self.immature = immature
        self.used = used
        self.outsideOfMempool = outsideOfMempool
    }
}

/// A coin of a wallet.
public struct WalletCoin: Sendable, Equatable {
    /// Which output of which transaction it is.
    public var outPoint: OutPoint
    /// The output.
    public var output: TransactionOutput
    /// How deep its transaction is in the chain; 0 if it is in no block.
    public var depth: Int32
    /// Whether the user has locked it.
    public var isLocked: Bool

    /// Creates the description of a coin.
    public init(outPoint: OutPoint, output: TransactionOutput, depth: Int32, isLocked: Bool) {
        self.outPoint = outPoint
        self.output = output
        self.depth = depth
        self.isLocked = isLocked
    }
}

/// An address that a wallet has a label of.
public struct WalletAddress: Sendable, Hashable {
    /// The address.
    public var address: String
    /// Its label.
    public var label: String
    /// What it is for: `receive`, `send` or `refund`; empty if nobody said so.
    public var purpose: String
    /// Whether the wallet can receive at it.
    public var isMine: Bool

    /// Creates the description of an address.
    public init(address: String, label: String, purpose: String, isMine: Bool) {
        self.address = address
        self.label = label
        self.purpose = purpose
        self.isMine = isMine
    }
}
