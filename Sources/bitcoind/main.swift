import BitcoinNode
import Glibc

#if BITCOIN_WALLET
    import BitcoinWallet

    let wallet = WalletPlacement.inProcess(WalletApplication.inProcess)
#else
    let wallet = WalletPlacement.none
#endif

exit(NodeProgram(name: "bitcoind", border: nil, wallet: wallet).run(CommandLine.arguments))
