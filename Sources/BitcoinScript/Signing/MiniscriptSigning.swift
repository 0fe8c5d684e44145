import BitcoinCrypto
import BitcoinPrimitives

extension ScriptSigner {
    /// What satisfies a script of miniscript's kind; nil if it is of another kind, or if something is missing.
    mutating func satisfyMiniscript(
        _ script: Script, in context: MiniscriptContext, leafHash: Bytes32?
    ) -> [[UInt8]]? {
        nil
    }
}
