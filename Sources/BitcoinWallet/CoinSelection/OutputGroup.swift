import BitcoinPrimitives

/// Coins that are spent together or not at all: one by one or, where partial spends are avoided, those of an address.
struct OutputGroup: Hashable, Sendable {
    private(set) var coins: [SpendableCoin] = []
    private(set) var value = Amount.zero
    private(set) var effectiveValue = Amount.zero
    private(set) var fee = Amount.zero
    private(set) var longTermFee = Amount.zero
    private(set) var weight = 0
    private(set) var isFromWallet = true
    private(set) var depth = Int32.max
    private(set) var ancestors = 0
    private(set) var clusterSize = 0
    /// Whether the receivers pay the fee, so that coins count with their whole value.
    let subtractsFee: Bool

    /// An empty group.
    init(subtractsFee: Bool) {
        self.subtractsFee = subtractsFee
    }

    /// A group of these coins.
    init(_ coins: [SpendableCoin], subtractsFee: Bool = false) {
        self.init(subtractsFee: subtractsFee)
        for coin in coins { insert(coin) }
    }

    /// What the group counts for a target.
    var selectionAmount: Amount { subtractsFee ? value : effectiveValue }

    /// Adds a coin.
    mutating func insert(_ coin: SpendableCoin) {
        coins.append(coin)
        value += coin.output.value
        effectiveValue += coin.effectiveValue
        fee += coin.fee
        longTermFee += coin.longTermFee
        weight += coin.inputWeight
        isFromWallet = isFromWallet && coin.isFromWallet
        depth = min(depth, coin.depth)
        ancestors += coin.ancestors
        clusterSize = max(clusterSize, coin.clusterSize)
    }

    /// Whether a filter lets the group through.
    func passes(_ filter: EligibilityFilter) -> Bool {
        depth >= (isFromWallet ? filter.ownDepth : filter.foreignDepth) && ancestors <= filter.ancestors
            && clusterSize <= filter.clusterSize
    }

    /// Orders by what counts, the most first, and then by what is cheap to spend now.
    static func moreValuable(_ a: Self, _ b: Self) -> Bool {
        a.selectionAmount == b.selectionAmount
            ? a.fee - a.longTermFee < b.fee - b.longTermFee : a.selectionAmount > b.selectionAmount
    }

    /// Orders by what counts, the most first, and then by weight, the least first.
    static func moreValuableOrLighter(_ a: Self, _ b: Self) -> Bool {
        a.selectionAmount == b.selectionAmount ? a.weight < b.weight : a.selectionAmount > b.selectionAmount
    }
}

/// Which coins may be spent: the filters are tried from the strictest to the loosest.
struct EligibilityFilter: Hashable, Sendable {
    /// The confirmations that coins of the wallet's own transactions need.
    var ownDepth: Int32
    /// The confirmations that other coins need.
    var foreignDepth: Int32
    /// How many unconfirmed ancestors a group may have at most.
    var ancestors: Int
    /// How large the cluster of a coin may be at most.
    var clusterSize: Int
    /// Whether groups that are not full may be spent where an address has more coins than fit in a group.
    var includesPartialGroups = false
    /// Whether coins of different types of address may be mixed.
    var allowsMixedTypes = true

    init(
        _ ownDepth: Int32, _ foreignDepth: Int32, ancestors: Int, clusterSize: Int? = nil,
        includesPartialGroups: Bool = false, allowsMixedTypes: Bool = true
    ) {
        self.ownDepth = ownDepth
        self.foreignDepth = foreignDepth
        self.ancestors = ancestors
        self.clusterSize = clusterSize ?? ancestors
        self.includesPartialGroups = includesPartialGroups
        self.allowsMixedTypes = allowsMixedTypes
    }
}
