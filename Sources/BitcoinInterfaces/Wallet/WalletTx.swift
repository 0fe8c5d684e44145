import BitcoinPrimitives

/// A transaction that concerns a wallet.
public struct WalletTx: Sendable, Equatable {
    /// The transaction.
    public var transaction: Transaction
    /// Where it stands.
    public var status: WalletTxStatus
    /// How deep it is in the chain: 1 in the tip, 0 in no block, negative below a conflicting one.
    public var depth: Int32
    /// When the wallet learnt of it or its block was made, in seconds since 1970.
    public var timeSeconds: Int64
    /// What it pays the wallet.
    public var credit: Amount
    /// What it spends of the wallet.
    public var debit: Amount

    /// Creates the description of a transaction.
    public init(
        transaction: Transaction, status: WalletTxStatus, depth: Int32, timeSeconds: Int64, credit: Amount,
        debit: Amount
    ) {
        self.transaction = transaction
        self.status = status
        self.depth = depth
        self.timeSeconds = timeSeconds
        self.credit = credit
        self.debit = debit
    }
}

/// Where a transaction of a wallet stands.
public enum WalletTxStatus: Sendable, Hashable, CaseIterable {
    /// In a block of the best chain.
    case confirmed
    /// In the node's mempool.
    case inMempool
    /// A block of the best chain has a transaction that spends the same.
    case conflicted
    /// In none of these.
    case inactive
    /// The user has given it up.
    case abandoned
}

/// Whom a transaction is to pay.
public struct WalletPayment: Sendable, Hashable {
    /// The address.
    public var address: String
    /// How much.
    public var amount: Amount
    /// Whether the fee is taken from the amount.
    public var subtractsFee: Bool

    /// Creates a payment.
    public init(address: String, amount: Amount, subtractsFee: Bool = false) {
        self.address = address
        self.amount = amount
        self.subtractsFee = subtractsFee
    }
}

/// What a user wants of a transaction beyond whom it pays.
public struct WalletPaymentWishes: Sendable, Equatable {
    /// Coins that have to be spent.
    public var coins: [OutPoint]
    /// Whether the wallet may add others to these; it chooses all if there are none.
    public var allowsOtherCoins: Bool
    /// The fee rate; `nil` for what the node asks for.
    public var feeRate: FeeRate?
    /// Within how many blocks it should be confirmed; zero for what the wallet's options say.
    public var confirmationTarget: Int32
    /// The address that change goes to; empty for a new one of the wallet.
    public var changeAddress: String

    /// Creates wishes; without arguments there are none.
    public init(
        coins: [OutPoint] = [], allowsOtherCoins: Bool = true, feeRate: FeeRate? = nil,
        confirmationTarget: Int32 = 0, changeAddress: String = ""
    ) {
        self.coins = coins
        self.allowsOtherCoins = allowsOtherCoins
        self.feeRate = feeRate
        self.confirmationTarget = confirmationTarget
        self.changeAddress = changeAddress
    }
}

/// A transaction that was made and is not noted yet.
public struct WalletDraft: Sendable, Equatable {
    /// The transaction.
    public var transaction: Transaction
    /// What it pays to miners.
    public var fee: Amount
    /// Which output is change; `nil` if none is.
    public var changePosition: Int32?

    /// Creates a draft.
    public init(transaction: Transaction, fee: Amount, changePosition: Int32?) {
        self.transaction = transaction
        self.fee = fee
        self.changePosition = changePosition
    }
}

/// A replacement that was made.
public struct WalletBump: Sendable, Hashable {
    /// The replacement.
    public var txid: Txid
    /// What the original paid to miners.
    public var oldFee: Amount
    /// What the replacement pays.
    public var newFee: Amount

    /// Creates the description of a replacement.
    public init(txid: Txid, oldFee: Amount, newFee: Amount) {
        self.txid = txid
        self.oldFee = oldFee
        self.newFee = newFee
    }
}
