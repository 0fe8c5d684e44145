import BitcoinIPC
import BitcoinNode
import Glibc

let program = NodeProgram(
    name: "bitcoin-node",
    border: { try CapnProtoBorder(program: "bitcoin-node") },
    wallet: .ownProcess(executable: NodeProgram.sibling("bitcoin-wallet")))
let code = program.run(CommandLine.arguments)
CapnProtoBorder.finish()
exit(code)
