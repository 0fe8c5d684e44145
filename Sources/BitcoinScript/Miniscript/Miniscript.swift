import BitcoinPrimitives

/// A script of a form about which everything can be told: what satisfies it, how much that takes, and whether others
/// can change it (BIP379). Keys are indices into a list that is kept beside it.
struct Miniscript: Sendable {
    let context: MiniscriptContext
    /// The expressions; the last is the whole.
    let nodes: [MiniscriptNode]
    /// For each expression, whether a key is in it twice.
    private let hasDuplicateKeys: [Bool]

    /// - Parameter identities: for each key a number, the same for keys that are the same.
    init(context: MiniscriptContext, nodes: [MiniscriptNode], identities: [Int]) {
        precondition(!nodes.isEmpty)
        self.context = context
        self.nodes = nodes
        hasDuplicateKeys = Self.duplicates(in: nodes, identities)
    }

    /// The smaller set is always put into the larger, so that each key moves seldom.
    private static func duplicates(in nodes: [MiniscriptNode], _ identities: [Int]) -> [Bool] {
        var sets = [Set<Int>](repeating: [], count: nodes.count)
        var duplicates = [Bool](repeating: false, count: nodes.count)
        for (index, node) in nodes.enumerated() {
            var all: Set<Int> = []
            var count = node.keys.count
            for key in node.keys { all.insert(identities[key]) }
            for child in node.children {
                if duplicates[child] { duplicates[index] = true }
                var set: Set<Int> = []
                swap(&set, &sets[child])
                count += set.count
                if set.count > all.count { swap(&set, &all) }
                all.formUnion(set)
            }
            if all.count != count { duplicates[index] = true }
            if !duplicates[index] { sets[index] = all }
        }
        return duplicates
    }

    /// The place of the whole.
    var root: Int { nodes.count - 1 }

    private var whole: MiniscriptNode { nodes[root] }

    // MARK: Sizes

    /// The size of the script in bytes.
    var scriptSize: Int { whole.scriptSize }

    /// The most bytes of a witness that satisfies it, each item with its length, without the script; nil if nothing
    /// does.
    var maximumWitnessSize: Int? { whole.witness.satisfied.value }

    /// The most items that satisfy it; nil if nothing does.
    var maximumStackSize: Int? { stackSize(root, \.difference) }

    private func stackSize(_ index: Int, _ part: (StackTrace) -> Int?) -> Int? {
        let trace = nodes[index].stack.satisfied
        guard trace.difference != nil else { return nil }
        return part(trace).map { $0 + (nodes[index].type.isDisjoint(with: MiniscriptType("BKW")) ? 0 : 1) }
    }

    // MARK: Checks

    /// Whether nothing satisfies it.
    var isUnsatisfiable: Bool { maximumStackSize == nil }

    /// Whether it is well typed, and not too large.
    func isValid(_ index: Int) -> Bool {
        !nodes[index].type.isEmpty && nodes[index].scriptSize <= context.maximumScriptSize
    }

    /// Whether it may stand alone, as far as types go.
    var isValidTopLevel: Bool { isValid(root) && whole.type.has("B") }

    /// Whether everything that satisfies it without being malleable is within the limits of scripts.
    func hasValidSatisfactions(_ index: Int) -> Bool {
        isValid(index) && isWithinOperationLimit(index) && isWithinStackLimit(index)
    }

    private func isWithinOperationLimit(_ index: Int) -> Bool {
        guard context != .tapscript, let keys = nodes[index].operations.satisfied.value else { return true }
        return nodes[index].operations.count + keys <= ScriptLimits.operations
    }

    private func isWithinStackLimit(_ index: Int) -> Bool {
        if context == .tapscript {
            return stackSize(index) { $0.peak }.map { $0 <= ScriptLimits.stackSize } ?? true
        }
        return stackSize(index, \.difference).map { $0 <= MiniscriptContext.maximumWitnessItems } ?? true
    }

    private func isSaneSubexpression(_ index: Int) -> Bool {
        hasValidSatisfactions(index) && nodes[index].type.has("mk") && !hasDuplicateKeys[index]
    }

    /// Whether it means what it says, and nobody without a key can satisfy it.
    var isSane: Bool { isValidTopLevel && isSaneSubexpression(root) && whole.type.has("s") }

    /// What is wrong with it, in upstream's words; nil if it is sane and can be satisfied. The smallest part that is
    /// not sane is named.
    ///
    /// - Parameter keys: the text of each key.
    func problem(keys: [String]) -> String? {
        if isSane && !isUnsatisfiable { return nil }
        let culprit = nodes.indices.first { !isSaneSubexpression($0) } ?? root
        let text = self.text(keys: keys, from: culprit)
        if !isValid(culprit) { return "\(text) is invalid" }
        if isSane { return "\(text) is not satisfiable" }
        return "\(text) is not sane" + reason(culprit)
    }

    private func reason(_ index: Int) -> String {
        let type = nodes[index].type
        if !type.has("m") { return ": malleable witnesses exist" }
        if index == root && !type.has("s") { return ": witnesses without signature exist" }
        if !type.has("k") { return ": contains mixes of timelocks expressed in blocks and seconds" }
        if hasDuplicateKeys[index] { return ": contains duplicate public keys" }
        if !hasValidSatisfactions(index) { return ": needs witnesses that may exceed resource limits" }
        return ""
    }

    /// What should be known before it is used: relative lock times that are cut off.
    var warnings: [String] {
        nodes.reversed().compactMap { node in
            guard node.fragment == .older else { return nil }
            let isTime = node.number & Self.timeFlag != 0
            guard node.number & ~Self.timeFlag > 0xffff else { return nil }
            return isTime
                ? "time-based relative locktime: older(\(node.number)) > (65535 * 512) seconds is unsafe"
                : "height-based relative locktime: older(\(node.number)) > 65535 blocks is unsafe"
        }
    }

    /// BIP68: the bit that makes a relative lock one of time.
    static let timeFlag: UInt32 = 1 << 22
    /// Absolute lock times from here on are times.
    static let timeThreshold: UInt32 = 500_000_000
}
