import BitcoinIPC
import BitcoinWindows
import Glibc
import WindowDriver

// bitcoin-gui with a hand on it: what is read from standard input is done in the windows, see Driver.

let program = GraphicalProgram(
    name: "bitcoin-gui", confine: WindowSandbox.enter, accompany: { Driver().start() }
) { arguments in
    try NodeChoice.source(arguments, border: CapnProtoBorder(program: "bitcoin-gui"))
}
let code = program.run(CommandLine.arguments)
CapnProtoBorder.finish()
exit(code)
