import BitcoinRPC
import Glibc

#if BITCOIN_IPC
    import BitcoinIPC

    let connectIPC: IPCConnector? = IPCTransport.connect
#else
    let connectIPC: IPCConnector? = nil
#endif

exit(await CommandLineClient(CommandLine.arguments, connectIPC: connectIPC).run())
