import BitcoinGUI
import BitcoinNode
import BitcoinWindows
import Glibc
import WindowDriver

#if BITCOIN_WALLET
    import BitcoinWallet

    let wallet = WalletPlacement.inProcess(WalletApplication.inProcess)
#else
    let wallet = WalletPlacement.none
#endif

// bitcoin-qt with a hand on it, see Driver.

let node = NodeProgram(name: "bitcoin-qt", border: nil, wallet: wallet)
let program = GraphicalProgram(name: "bitcoin-qt", accompany: { Driver().start() }) { arguments in
    EmbeddedNodeSource(configuration: NodeChoice.configuration(arguments)) {
        let embedded = node.startEmbedded()
        return (embedded.interface, { await embedded.waitUntilEnded() })
    }
}
exit(program.run(CommandLine.arguments))
