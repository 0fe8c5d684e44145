import BitcoinSupport

/// Options of the JSON-RPC server, of ZeroMQ, and of connections between processes.
enum ServerOptions {
    static let rpc: [OptionDeclaration] = [
        OptionDeclaration("rest", .rpc, "Answer REST requests, which need no password (default: 0)"),
        OptionDeclaration(
            "rpcallowip=<ip>", .rpc,
            "Accept JSON-RPC from an address (1.2.3.4) or network (1.2.3.4/255.255.255.0, 1.2.3.4/24, "
                + "0.0.0.0/0, ::/0). May be given several times"),
        OptionDeclaration(
            "rpcauth=<userpw>", .rpc, .sensitive,
            "A user and hashed password: <user>:<salt>$<HMAC-SHA-256>, as rpcauth.py makes it. May be given "
                + "several times"),
        OptionDeclaration(
            "rpcbind=<addr>[:port]", .rpc, .networkOnly,
            "Listen for JSON-RPC on this address, [host]:port for IPv6. Never let the internet reach it! "
                + "Ignored without -rpcallowip. May be given several times (default: 127.0.0.1 and ::1)"),
        OptionDeclaration(
            "rpccookiefile=<loc>", .rpc,
            "The file for the one-time password, relative to the network's folder (default: .cookie)"),
        OptionDeclaration(
            "rpccookieperms=<readable-by>", .rpc,
            "Who may read that file: owner, group or all (default: owner)"),
        OptionDeclaration(
            "rpcdoccheck", .rpc, .debugOnly,
            "Complain if a result differs from its documentation (default: 0)"),
        OptionDeclaration("rpcpassword=<pw>", .rpc, .sensitive, "Password for JSON-RPC"),
        OptionDeclaration(
            "rpcport=<port>", .rpc, .networkOnly,
            "Listen for JSON-RPC on this port (default: 8332, testnet3: 18332, testnet4: 48332, signet: "
                + "38332, regtest: 18443)"),
        OptionDeclaration(
            "rpcservertimeout=<n>", .rpc, .debugOnly,
            "Seconds that an HTTP request may be silent (default: 30)"),
        OptionDeclaration("rpcthreads=<n>", .rpc, "Threads that serve RPC (default: 16)"),
        OptionDeclaration("rpcuser=<user>", .rpc, .sensitive, "User name for JSON-RPC"),
        OptionDeclaration(
            "rpcwhitelist=<whitelist>", .rpc,
            "The commands that a user may call: <user>:<command>,<command>,… What several lists for one user "
                + "have in common counts"),
        OptionDeclaration(
            "rpcwhitelistdefault", .rpc,
            "Whether users without a whitelist may call nothing (default: 1 if there is any -rpcwhitelist, "
                + "otherwise 0)"),
        OptionDeclaration(
            "rpcworkqueue=<n>", .rpc, .debugOnly, "RPC calls that may wait (default: 64)"),
        OptionDeclaration("server", .rpc, "Serve JSON-RPC"),
    ]

    static let ipc: [OptionDeclaration] = [
        OptionDeclaration(
            "ipcbind=<address>", .ipc,
            "Listen for other processes on a unix socket: unix for node.sock in the network's folder, or "
                + "unix:<path>, relative to that folder; missing folders are made. Whoever can open the "
                + "socket can do all that RPC can, without a password, unless ,grant=mining, ,grant=rpc, "
                + ",grant=wallet or ,grant=gui behind it limits that to what is named. At tcp:<host>:<port> "
                + "machines are let in whose keys 'bitcoin-util ipcpair' has paired, over TLS; on loopback "
                + "without either unless ,tls follows. May be given several times"
        ),
        OptionDeclaration(
            "ipcmaxcalls=<n>", .ipc,
            "Calls that a connection may have running or waiting (default: 4096). Beyond this and the other limits "
                + "a client gets an error, and others do not notice"),
        OptionDeclaration(
            "ipcmaxconnections=<n>", .ipc,
            "Connections that a process may have to one of these addresses (default: 64)"),
        OptionDeclaration(
            "ipcmaxmemory=<n>", .ipc,
            "Memory for the messages of a connection, in MiB: calls, answers that are being sent, and what the client "
                + "keeps (default: 256)"),
        OptionDeclaration(
            "ipcmaxtemplates=<n>", .ipc, "Block templates that a connection may hold (default: 1000)"),
        OptionDeclaration(
            "ipcmaxthreads=<n>", .ipc, "Threads that a connection may hold (default: 256)"),
        OptionDeclaration(
            "ipcperms=<accessible-by>", .ipc,
            "Who may connect to these sockets: owner, group or all (default: owner). Root always may"),
    ]

    /// A build without ZeroMQ takes the options and ignores them.
    #if BITCOIN_ZMQ
        private static let zeroMQCategory = OptionCategory.zmq
    #else
        private static let zeroMQCategory = OptionCategory.hidden
    #endif

    static let zeroMQ: [OptionDeclaration] =
        [
            ("hashblock", "the hashes of new blocks"),
            ("hashtx", "the ids of transactions"),
            ("rawblock", "new blocks"),
            ("rawtx", "transactions"),
            ("sequence", "what enters and leaves chain and memory pool, numbered"),
        ].flatMap { topic, what in
            [
                OptionDeclaration(
                    "zmqpub\(topic)=<address>", zeroMQCategory, "Publish \(what) on this address"),
                OptionDeclaration(
                    "zmqpub\(topic)hwm=<n>", zeroMQCategory,
                    "How many messages of \(topic) may wait to be sent (default: 1000)"),
            ]
        }
}
