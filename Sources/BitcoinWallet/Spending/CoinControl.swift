import BitcoinPrimitives
import BitcoinScript

/// What a user wants of a new transaction beyond whom it pays.
struct CoinControl: Sendable {
    /// How fee estimates err.
    enum FeeMode: String, Sendable, CaseIterable {
        /// Depends on whether the transaction can be replaced.
        case unset
        /// On the low side.
        case economical
        /// On the safe side.
        case conservative
    }

    /// A coin that the user has chosen.
    struct Choice: Sendable {
        /// The output, if it is not the wallet's.
        var output: TransactionOutput?
        /// The weight of the signed input, if the user says so.
        var weight: Int?
        var sequence: UInt32?
        var scriptSig = Script()
        var witness = Witness()
    }

    /// Where change goes; `nil` for a new address.
    var changeScript: Script?
    var changeType: OutputType?
    /// Whether coins may be spent that others may take back.
    var includesUnsafe = false
    /// Whether the wallet may add coins to those that were chosen.
    var allowsOtherInputs = true
    /// Whether the fee rate may be lower than what the wallet and the node ask for.
    var overridesFeeRate = false
    var feeRate: FeeRate?
    var confirmationTarget: Int32?
    var signalsReplacement: Bool?
    var avoidsPartialSpends: Bool
    /// Whether coins of addresses that were spent from are left alone.
    var avoidsReuse = false
    var feeMode = FeeMode.unset
    var minimumDepth: Int32 = 0
    var maximumDepth: Int32 = 9_999_999
    /// What is known about how to spend coins that are not the wallet's.
    var externalProvider = FlatSigningProvider()
    var version: UInt32 = 2
    var lockTime: UInt32?
    var maximumWeight: Int?
    /// The coins that were chosen.
    private(set) var choices: [OutPoint: Choice] = [:]
    /// Their order.
    private(set) var order: [OutPoint] = []

    /// Nothing in particular.
    init(_ options: WalletOptions) {
        avoidsPartialSpends = options.avoidsPartialSpends
    }

    /// Chooses a coin, or changes what is wanted of it.
    mutating func choose(_ coin: OutPoint, _ change: (inout Choice) -> Void = { _ in }) {
        if choices[coin] == nil { order.append(coin) }
        change(&choices[coin, default: Choice()])
    }

    /// Notes the weight of an input for when its coin is chosen.
    mutating func setWeight(_ weight: Int, of coin: OutPoint) {
        choose(coin) { $0.weight = weight }
    }

    /// Whether a coin was chosen that is not the wallet's: its signatures may be of any size.
    func isExternal(_ coin: OutPoint) -> Bool { choices[coin]?.output != nil }
}

/// Whom a transaction pays.
struct Recipient: Sendable {
    var script: Script
    var amount: Amount
    /// Whether the fee is taken from the amount.
    var subtractsFee = false

    var output: TransactionOutput { TransactionOutput(value: amount, scriptPubKey: script) }
}

/// Why a transaction cannot be made, in words for the user.
struct SpendingError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// Where a fee rate came from.
enum FeeReason: String, Sendable {
    case none = "None"
    case estimate = "Conservative Double Target"
    case economicalEstimate = "Half Target 60% Threshold"
    case fallback = "Fallback fee"
    case mempoolMinimum = "Mempool Min Fee"
    case required = "Minimum Required Fee"
}

/// A transaction that was made.
struct CreatedTransaction: Sendable {
    var transaction: Transaction
    var fee: Amount
    /// Which output is change.
    var changePosition: Int?
    var feeReason: FeeReason
}
