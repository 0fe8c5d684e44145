import BitcoinRPC
import Glibc

#if BITCOIN_IPC
    import BitcoinIPC

    let connectIPC: IPCConnector? = IPCTransport.connect
#else
    let connectIPC: IPCConnector? = nil
#endif

let code = await CommandLineClient(CommandLine.arguments, connectIPC: connectIPC).run()
#if BITCOIN_IPC
    CapnProtoBorder.finish()
#endif
exit(code)
