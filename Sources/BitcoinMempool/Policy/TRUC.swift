import BitcoinPrimitives

/// Rules for transactions of version 3: topologically restricted until confirmation (BIP431). Alone or with one child,
/// and small, so that a fee can always be raised by replacement.
public enum TRUC {
    /// The version that asks for these rules.
    public static let version: UInt32 = 3
    /// 10,000 virtual bytes for any of them.
    public static let maximumVirtualSize = 10_000
    /// 1,000 virtual bytes for a child.
    public static let maximumChildVirtualSize = 1000

    /// A breach of the rules, in words, and the sibling that could be evicted to mend it.
    public struct Breach: Sendable {
        /// What is wrong.
        public let description: String
        /// The other child of the same parent, if nothing but its being there is wrong.
        public let sibling: Txid?

        init(_ description: String, sibling: Txid? = nil) {
            self.description = description
            self.sibling = sibling
        }
    }

    /// What is wrong with a transaction, as far as its parents in the mempool go. `conflicts` would be replaced.
    public static func breach(
        by transaction: Transaction, virtualSize: Int, conflicts: Set<Txid>, in mempool: Mempool
    ) -> Breach? {
        let parents = mempool.parents(of: transaction).compactMap { mempool[$0] }
        for parent in parents {
            if let problem = inheritanceProblem(transaction, parent.transaction) { return Breach(problem) }
        }
        guard transaction.version == version else { return nil }
        guard virtualSize <= maximumVirtualSize else { return Breach(tooLarge(transaction, virtualSize)) }
        guard parents.count <= 1 else { return Breach(tooManyAncestors(transaction)) }
        guard let parent = parents.first?.transaction else { return nil }
        guard mempool.ancestorSummary(of: parent.txid).count <= 1 else {
            return Breach(tooManyAncestors(transaction))
        }
        guard virtualSize <= maximumChildVirtualSize else {
            return Breach(tooLargeChild(transaction, virtualSize))
        }
        let siblings = mempool.descendants(of: parent.txid).map(\.transaction.txid)
        guard let sibling = siblings.first, !siblings.contains(where: conflicts.contains) else { return nil }
        // With more relatives than that, which only a reorganisation makes possible, eviction would not be simple.
        let isSimple = siblings.count == 1 && mempool.ancestorSummary(of: sibling).count == 2
        return Breach(tooManyDescendants(parent), sibling: isSimple ? sibling : nil)
    }

    /// What is wrong with a transaction of a package, also as far as the others of the package go.
    public static func problem(
        with transaction: Transaction, virtualSize: Int, in package: [Transaction], _ mempool: Mempool
    ) -> String? {
        let parents = mempool.parents(of: transaction).compactMap { mempool[$0]?.transaction }
        let spent = Set(transaction.inputs.map(\.previousOutput.txid))
        let before = package.prefix { $0.txid != transaction.txid }
        let packageParents = before.filter { spent.contains($0.txid) }
        guard transaction.version == version else {
            return (parents + packageParents).lazy.compactMap { inheritanceProblem(transaction, $0) }.first
        }
        guard virtualSize <= maximumVirtualSize else { return tooLarge(transaction, virtualSize) }
        guard parents.count + packageParents.count <= 1 else { return tooManyAncestors(transaction) }
        if let parent = parents.first, mempool.ancestorSummary(of: parent.txid).count > 1 {
            return tooManyAncestors(transaction)
        }
        guard let parent = parents.first ?? packageParents.first else { return nil }
        guard virtualSize <= maximumChildVirtualSize else { return tooLargeChild(transaction, virtualSize) }
        if let problem = inheritanceProblem(transaction, parent) { return problem }
        for other in package where other.txid != transaction.txid {
            for input in other.inputs {
                if input.previousOutput.txid == parent.txid { return tooManyDescendants(parent) }
                if input.previousOutput.txid == transaction.txid { return tooManyAncestors(other) }
            }
        }
        return mempool.descendants(of: parent.txid).isEmpty ? nil : tooManyDescendants(parent)
    }

    // MARK: Words

    private static func name(_ transaction: Transaction) -> String {
        "tx \(transaction.txid) (wtxid=\(transaction.wtxid))"
    }

    private static func inheritanceProblem(_ child: Transaction, _ parent: Transaction) -> String? {
        switch (child.version == version, parent.version == version) {
        case (false, true): "non-version=3 \(name(child)) cannot spend from version=3 \(name(parent))"
        case (true, false): "version=3 \(name(child)) cannot spend from non-version=3 \(name(parent))"
        default: nil
        }
    }

    private static func tooLarge(_ transaction: Transaction, _ size: Int) -> String {
        "version=3 \(name(transaction)) is too big: \(size) > \(maximumVirtualSize) virtual bytes"
    }

    private static func tooLargeChild(_ transaction: Transaction, _ size: Int) -> String {
        "version=3 child \(name(transaction)) is too big: \(size) > \(maximumChildVirtualSize) virtual bytes"
    }

    private static func tooManyAncestors(_ transaction: Transaction) -> String {
        "\(name(transaction)) would have too many ancestors"
    }

    private static func tooManyDescendants(_ parent: Transaction) -> String {
        "\(name(parent)) would exceed descendant count limit"
    }
}
