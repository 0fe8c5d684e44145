import BitcoinIPC
import BitcoinNode
import BitcoinSupport
import Glibc

#if BITCOIN_WALLET
    let wallet = WalletPlacement.ownProcess(executable: NodeProgram.sibling("bitcoin-wallet"))
#else
    let wallet = WalletPlacement.none
#endif

do {
    let program = NodeProgram(
        name: "bitcoin-node",
        border: { try CapnProtoBorder(program: "bitcoin-node") },
        wallet: wallet,
        parent: try CapnProtoBorder.spawnedDescriptor(CommandLine.arguments))
    let code = program.run(CommandLine.arguments)
    CapnProtoBorder.finish()
    exit(code)
} catch {
    StandardError.write("Error: \(error)\n")
    exit(EXIT_FAILURE)
}
