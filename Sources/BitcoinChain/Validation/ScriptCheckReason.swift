import BitcoinConsensus
import BitcoinPrimitives

/// Why the scripts of a block are checked, or that they are not.
enum ScriptCheckReason: Equatable, CustomStringConvertible {
    case notNeeded
    case alwaysVerify
    case assumedBlockUnknown
    case aboveAssumedBlock
    case notInAssumedChain
    case notInBestHeaderChain
    case tooLittleWork
    case tooRecent

    var needsChecks: Bool { self != .notNeeded }

    var description: String {
        switch self {
        case .notNeeded: "not needed"
        case .alwaysVerify: "assumevalid=0 (always verify)"
        case .assumedBlockUnknown: "assumevalid hash not in headers"
        case .aboveAssumedBlock: "block height above assumevalid height"
        case .notInAssumedChain: "block not in assumevalid chain"
        case .notInBestHeaderChain: "block not in best header chain"
        case .tooLittleWork: "best header chainwork below minimumchainwork"
        case .tooRecent: "block too recent relative to best header"
        }
    }
}

extension ChainState {
    /// Whether the scripts of a block have to be checked, or are known to be right by the block
    /// that the user, or this release, assumes to be valid.
    func scriptCheckReason(of node: BlockNode) -> ScriptCheckReason {
        let twoWeeks: Double = 14 * 24 * 60 * 60
        if configuration.assumeValid.isZero { return .alwaysVerify }
        guard let assumed = tree.find(configuration.assumeValid) else { return .assumedBlockUnknown }
        guard tree.isAncestor(node, of: assumed) else {
            return tree[node].height > tree[assumed].height ? .aboveAssumedBlock : .notInAssumedChain
        }
        guard let bestHeader, tree.isAncestor(node, of: bestHeader) else { return .notInBestHeaderChain }
        guard tree[bestHeader].chainWork >= configuration.minimumChainWork else { return .tooLittleWork }
        guard equivalentTime(from: node, to: bestHeader) > twoWeeks else { return .tooRecent }
        return .notNeeded
    }

    /// How many seconds the work between two blocks takes at the difficulty of the latter.
    private func equivalentTime(from node: BlockNode, to best: BlockNode) -> Double {
        let difference = tree[best].chainWork - tree[node].chainWork
        let blockWork = ProofOfWork.work(bits: tree[best].header.bits)
        return difference.double / blockWork.double * Double(consensus.targetSpacingSeconds)
    }
}
