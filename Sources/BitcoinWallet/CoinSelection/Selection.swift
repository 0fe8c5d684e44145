import BitcoinPrimitives

/// The ways of choosing coins, by the names that the log gives them.
enum SelectionAlgorithm: String, Sendable {
    /// Branch and bound: a sum that needs no change.
    case branchAndBound = "bnb"
    /// Subsets at random, the nearest wins.
    case knapsack
    /// Coins at random until it is enough.
    case singleRandomDraw = "srd"
    /// The inputs of least weight.
    case coinGrinder = "cg"
    /// The user's choice.
    case manual
}

/// Coins that were chosen for a target.
struct Selection: Sendable {
    /// What was to be reached.
    private(set) var target: Amount
    private(set) var algorithm: SelectionAlgorithm
    private(set) var coins: [SpendableCoin] = []
    private(set) var weight = 0
    private(set) var usesEffectiveValues = true
    /// What the ancestors cost less together than one by one.
    private(set) var bumpFeeDiscount = Amount.zero
    /// What the choice costs beyond what is needed; `nil` until ``rate(minimumChange:costOfChange:changeFee:)``.
    private(set) var waste: Amount?

    /// Nothing chosen yet.
    init(target: Amount, algorithm: SelectionAlgorithm) {
        self.target = target
        self.algorithm = algorithm
    }

    /// Adds the coins of a group.
    mutating func add(_ group: OutputGroup) {
        coins += group.coins
        weight += group.weight
        usesEffectiveValues = !group.subtractsFee
    }

    /// Adds the coins of a choice that was made before.
    mutating func merge(_ other: Selection) {
        coins += other.coins
        weight += other.weight
        target += other.target
        usesEffectiveValues = usesEffectiveValues || other.usesEffectiveValues
        if algorithm == .manual { algorithm = other.algorithm }
    }

    /// Notes what the ancestors cost less together.
    mutating func discount(bumpFees: Amount) {
        bumpFeeDiscount = max(bumpFees, .zero)
    }

    /// What the coins hold.
    var value: Amount { coins.reduce(.zero) { $0 + $1.output.value } }

    /// What they are worth after their fees.
    var effectiveValue: Amount { coins.reduce(bumpFeeDiscount) { $0 + $1.effectiveValue } }

    /// What the ancestors cost.
    var bumpFees: Amount { coins.reduce(.zero) { $0 + $1.ancestorBumpFee } - bumpFeeDiscount }

    /// The change there will be; zero if it would be less than the minimum.
    func change(minimum: Amount, fee: Amount) -> Amount {
        // Receivers who pay the fee pay for the change output, too.
        let change = usesEffectiveValues ? effectiveValue - target - fee : value - target
        return change < minimum ? .zero : change
    }

    /// Works out the waste: what the inputs cost more now than later, and what change costs or its absence wastes.
    mutating func rate(minimumChange: Amount, costOfChange: Amount, changeFee: Amount) {
        var waste = coins.reduce(Amount.zero) { $0 + $1.fee - $1.longTermFee } - bumpFeeDiscount
        if change(minimum: minimumChange, fee: changeFee) != .zero {
            waste += costOfChange
        } else {
            waste += (usesEffectiveValues ? effectiveValue : value) - target
        }
        self.waste = waste
    }

    /// Whether this wastes less than another or, wasting the same, spends more coins.
    func isBetter(than other: Selection) -> Bool {
        guard let waste, let otherWaste = other.waste else { return waste != nil }
        return waste == otherWaste ? coins.count > other.coins.count : waste < otherWaste
    }
}

/// Why no coins could be chosen.
enum SelectionFailure: Error, Hashable, CustomStringConvertible {
    /// There is not enough.
    case insufficient
    /// There is, but with too many inputs.
    case tooHeavy
    case transactionTooHeavy
    case noRoomForChange
    case preselectedInsufficient
    case preselectedTooHeavy
    case longChain
    case enormousCluster

    /// What the user is told; empty for what is told in another way.
    var description: String {
        switch self {
        case .insufficient: ""
        case .tooHeavy:
            """
            The inputs size exceeds the maximum weight. Please try sending a smaller amount or manually \
            consolidating your wallet's UTXOs
            """
        case .transactionTooHeavy: "Maximum transaction weight is less than transaction weight without inputs"
        case .noRoomForChange: "Maximum transaction weight is too low, can not accommodate change output"
        case .preselectedInsufficient:
            """
            The preselected coins total amount does not cover the transaction target. Please allow other inputs \
            to be automatically selected or include more coins manually
            """
        case .preselectedTooHeavy:
            """
            The combination of the pre-selected inputs and the wallet automatic inputs selection exceeds the \
            transaction maximum weight. Please try sending a smaller amount or manually consolidating your \
            wallet's UTXOs
            """
        case .longChain:
            """
            Unconfirmed UTXOs are available, but spending them creates a chain of transactions that will be \
            rejected by the mempool
            """
        case .enormousCluster:
            """
            Failed to calculate bump fees, because unconfirmed UTXOs depend on an enormous cluster of \
            unconfirmed transactions.
            """
        }
    }
}
