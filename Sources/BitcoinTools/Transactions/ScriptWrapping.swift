import BitcoinPrimitives
import BitcoinScript

/// The hashes that an output has in place of its script.
struct ScriptWrapping {
    /// `W`: the script, or the key, comes in the witness.
    let hasWitness: Bool
    /// `S`: what the output would be is the redeem script of a P2SH output.
    let hasScriptHash: Bool

    /// Reads the flags at the end of a command. Letters that have no meaning are passed over.
    init(flags: some StringProtocol) {
        hasWitness = flags.utf8.contains(UInt8(ascii: "W"))
        hasScriptHash = flags.utf8.contains(UInt8(ascii: "S"))
    }

    /// The output's script.
    func wrap(_ script: Script) throws(ToolError) -> Script {
        let inner = hasWitness ? Destination.witnessScriptHash(of: script).script : script
        guard hasScriptHash else { return inner }
        // A redeem script is pushed onto the stack as one item.
        guard inner.count <= Script.maximumElementSize else {
            throw ToolError(
                "redeemScript exceeds size limit: \(inner.count) > \(Script.maximumElementSize)")
        }
        return Destination.scriptHash(of: inner).script
    }
}
