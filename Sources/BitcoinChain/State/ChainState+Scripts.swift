import BitcoinConsensus
import BitcoinPrimitives
import BitcoinScript
import BitcoinStorage

extension ChainState {
    /// Runs the scripts of all inputs of a block against the coins that they spend.
    func checkScripts(of block: Block, spending undo: BlockUndo, flags: ScriptFlags) throws {
    }
}
