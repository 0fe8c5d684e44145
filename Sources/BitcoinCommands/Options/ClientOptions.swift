import BitcoinSupport

/// Options of bitcoin-cli.
enum ClientOptions {
    static let all: [OptionDeclaration] = [
        OptionDeclaration(
            "color=<when>", .options, .disallowNegation,
            "Colours in the output of -getinfo: always, never, or auto for terminals (default: auto)"),
        OptionDeclaration("named", .options, "Parameters are given as name=value (default: false)"),
        OptionDeclaration(
            "rpcclienttimeout=<n>", .options,
            "Seconds that a request may take, 0 for any time; not for IPC (default: 900)"),
        OptionDeclaration("rpcconnect=<ip>", .options, "The node to call (default: 127.0.0.1)"),
        OptionDeclaration(
            "rpccookiefile=<loc>", .options,
            "The file of the one-time password, relative to the network's folder (default: .cookie)"),
        OptionDeclaration(
            "rpcid=<id>", .options, [.disallowNegation, .disallowElision],
            "The id of the request (default: 1)"),
        OptionDeclaration("rpcpassword=<pw>", .options, "Password for JSON-RPC"),
        OptionDeclaration(
            "rpcport=<port>", .options, .networkOnly,
            "The port of JSON-RPC (default: 8332, testnet: 18332, testnet4: 48332, signet: 38332, regtest: "
                + "18443)"),
        OptionDeclaration("rpcuser=<user>", .options, "User name for JSON-RPC"),
        OptionDeclaration("rpcwait", .options, "Wait until the node answers"),
        OptionDeclaration(
            "rpcwaittimeout=<n>", .options, .disallowNegation,
            "Seconds to wait for that, 0 for any time (default: 0)"),
        OptionDeclaration(
            "rpcwallet=<walletname>", .options,
            "The wallet that the command is for, exactly as -wallet named it; goes to "
                + "http://127.0.0.1:8332/wallet/<walletname>"),
        OptionDeclaration(
            "stdin", .options,
            "Read further parameters from standard input, one a line; best for secrets. Comes after the "
                + "lines of -stdinrpcpass and -stdinwalletpassphrase"),
        OptionDeclaration(
            "stdinrpcpass", .options, "Read the password for JSON-RPC from the first line of standard input"),
        OptionDeclaration(
            "stdinwalletpassphrase", .options,
            "Read the wallet's passphrase from a line of standard input, after that of -stdinrpcpass"),
        OptionDeclaration(
            "addrinfo", .cliCommands, "Count the addresses that the node knows, by network and in total"),
        OptionDeclaration(
            "generate", .cliCommands,
            "Make blocks to a new address, as getnewaddress and generatetoaddress do. May be followed by "
                + "the number of blocks (default: 1) and of tries (default: 1000000)"),
        OptionDeclaration(
            "getinfo", .cliCommands,
            "Show the most important things about the node. They come from several calls, so they may "
                + "belong to different moments"),
        OptionDeclaration(
            "netinfo", .cliCommands,
            "Show the connections to peers. May be followed by a level of detail from 0 to 4 (default: 0), "
                + "then by outonly (o) for outgoing ones, or by help (h)"),
        OptionDeclaration(
            "ipcconnect=<address>", .ipc,
            "Call the node through a unix socket: unix for node.sock in the network's folder, unix:<path>, "
                + "tcp:<host>:<port> for a node on another machine whose key 'bitcoin-util ipcpair' has paired, or auto to try node.sock and else use TCP; -noipcconnect uses TCP (default: auto)"
        ),
    ]
}
