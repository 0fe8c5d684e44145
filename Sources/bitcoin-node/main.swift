import BitcoinIPC
import BitcoinNode
import Glibc

let program = NodeProgram(
    name: "bitcoin-node",
    border: { try CapnProtoBorder(program: "bitcoin-node") },
    wallet: .ownProcess(executable: NodeProgram.sibling("bitcoin-wallet")))
exit(program.run(CommandLine.arguments))
