import BitcoinIPC
import BitcoinWindows
import Glibc

let program = GraphicalProgram(name: "bitcoin-gui", confine: WindowSandbox.enter) { arguments in
    try NodeChoice.source(arguments, border: CapnProtoBorder(program: "bitcoin-gui"))
}
let code = program.run(CommandLine.arguments)
CapnProtoBorder.finish()
exit(code)
