import BitcoinPrimitives
import BitcoinScript

extension ConsensusParameters {
    /// The rules that the scripts of the block with this hash and height are held to.
    ///
    /// P2SH, witness and taproot rules apply to all blocks but the two that broke them before they were rules.
    public func scriptFlags(height: Int, hash: BlockHash) -> ScriptFlags {
        var flags = scriptFlagExceptions[hash] ?? .everyBlock
        if height >= activationHeights.bip66 { flags.insert(.derSignatures) }
        if height >= activationHeights.bip65 { flags.insert(.checkLockTimeVerify) }
        if height >= activationHeights.csv { flags.insert(.checkSequenceVerify) }
        if height >= activationHeights.segwit { flags.insert(.nullDummy) }
        return flags
    }
}
