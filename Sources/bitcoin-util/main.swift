import BitcoinTools
import Glibc

#if BITCOIN_IPC
    import SecureTransport

    let keys: UtilityTool.KeyCommandRunner? = KeyCommands.run
#else
    let keys: UtilityTool.KeyCommandRunner? = nil
#endif

exit(UtilityTool(keys: keys).run(CommandLine.arguments))
