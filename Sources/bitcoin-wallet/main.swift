import BitcoinIPC
import BitcoinSupport
import BitcoinWallet
import Glibc

do {
    let parent = try CapnProtoBorder.spawnedDescriptor(CommandLine.arguments)
    // The border has a thread, and a sandbox has to be entered before that.
    try WalletSandbox.enter(CommandLine.arguments, parent: parent)
    let border = try CapnProtoBorder(program: "bitcoin-wallet")
    let program = WalletProgram(border: border, parent: parent) { try await HTTPCommands($0, $1) }
    let code = await program.run(CommandLine.arguments)
    CapnProtoBorder.finish()
    exit(code)
} catch {
    StandardError.write("Error: \(error)\n")
    exit(EXIT_FAILURE)
}
