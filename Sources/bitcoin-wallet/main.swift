import BitcoinRPC
import BitcoinSupport
import BitcoinWallet
import Glibc

#if BITCOIN_IPC
    import BitcoinIPC
#endif

do {
    let words = CommandLine.arguments
    #if BITCOIN_IPC
        let parent = try CapnProtoBorder.spawnedDescriptor(words)
        // The border has a thread, and a sandbox has to be entered before that.
        try WalletSandbox.enter(words, parent: parent)
        let border = try CapnProtoBorder(program: "bitcoin-wallet")
        let program = WalletProgram(border: border, parent: parent) { try await HTTPCommands($0, $1) }
        let code = await program.run(words)
        CapnProtoBorder.finish()
    #else
        try WalletSandbox.enter(words, parent: nil)
        let program = WalletProgram(border: nil, parent: nil) { try await HTTPCommands($0, $1) }
        let code = await program.run(words)
    #endif
    exit(code)
} catch {
    StandardError.write("Error: \(error)\n")
    exit(EXIT_FAILURE)
}
