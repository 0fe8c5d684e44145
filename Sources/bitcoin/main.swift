import BitcoinSupport
import Glibc

let invocation = CommandLine.arguments.first ?? "bitcoin"
do {
    switch try Launcher(CommandLine.arguments.dropFirst()).request() {
    case .version: StandardOutput.write(Launcher.versionText)
    case .help(let full):
        StandardOutput.write(Launcher.helpText(name: Path.fileName(invocation), full: full))
        if !full { exit(EXIT_FAILURE) }
    case .run(let program, let arguments):
        try ProgramSearch(invocation: invocation).run(program, arguments: arguments)
    }
} catch {
    StandardError.write("Error: \(error)\nTry '\(invocation) --help' for more information.\n")
    exit(EXIT_FAILURE)
}
