import BitcoinSupport

/// Options of the peer-to-peer network.
enum ConnectionOptions {
    static let all: [OptionDeclaration] = [
        OptionDeclaration(
            "addnode=<ip>", .connection, .networkOnly,
            "Keep a connection to this node. At most 8 at a time, which -maxconnections does not count. May "
                + "be given several times"),
        OptionDeclaration(
            "asmap=<file>", .connection,
            "A map of autonomous systems to spread peers by, relative to the network's folder; 1 uses the "
                + "map that is built in"),
        OptionDeclaration(
            "bantime=<n>", .connection, "Seconds that a ban lasts if nothing else is said (default: 86400)"),
        OptionDeclaration(
            "bind=<addr>[:<port>][=onion]", .connection, .networkOnly,
            "Listen on this address (default: 0.0.0.0), written [host]:port for IPv6. With =onion what "
                + "connects there is taken to come through Tor (default: port + 1 of 127.0.0.1)"),
        OptionDeclaration(
            "cjdnsreachable", .connection,
            "This machine is on CJDNS, so addresses in fc00::/8 can be reached (default: 0)"),
        OptionDeclaration(
            "connect=<ip>", .connection, .networkOnly,
            "Connect to this node and to no other; -noconnect connects to none. May be given several times"),
        OptionDeclaration(
            "discover", .connection,
            "Find out our own addresses (default: 1 when listening without -externalip or -proxy)"),
        OptionDeclaration(
            "dns", .connection, "Look up names given to -addnode, -seednode and -connect (default: 1)"),
        OptionDeclaration(
            "dnsseed", .connection,
            "Ask DNS seeds for peers if few are known (default: 1 unless -connect or -maxconnections=0)"),
        OptionDeclaration("externalip=<ip>", .connection, "Our public address"),
        OptionDeclaration(
            "fixedseeds", .connection, "Use the built-in seeds if DNS seeds give none (default: 1)"),
        OptionDeclaration("forcednsseed", .connection, "Always ask DNS seeds (default: 0)"),
        OptionDeclaration(
            "i2pacceptincoming", .connection,
            "Accept connections from I2P through the proxy of -i2psam (default: 1)"),
        OptionDeclaration("i2psam=<ip:port>", .connection, "The SAM proxy of I2P"),
        OptionDeclaration(
            "inboundrelaypercent=<n>", .connection,
            "The part of incoming connections that may relay transactions, in percent (default: 50)"),
        OptionDeclaration(
            "listen", .connection,
            "Accept connections (default: 1 unless -proxy, -connect or -maxconnections=0)"),
        OptionDeclaration("listenonion", .connection, "Create a Tor onion service (default: 1)"),
        OptionDeclaration(
            "maxconnections=<n>", .connection,
            "Connections to keep, of which 11 are outgoing (default: 200). -addnode, which allows 8 more, is "
                + "not counted"),
        OptionDeclaration(
            "maxreceivebuffer=<n>", .connection,
            "What a connection may have received and not processed, in 1000 bytes (default: 5000)"),
        OptionDeclaration(
            "maxsendbuffer=<n>", .connection,
            "What a connection may have to send, in 1000 bytes (default: 1000)"),
        OptionDeclaration(
            "maxuploadtarget=<n>", .connection,
            "How much to send in 24 hours; 0 sets no limit (default: 0M). Blocks of the last week and peers "
                + "with the download permission are exempt. Units k, m, g, t count in 1000, K, M, G, T in 1024 "
                + "bytes"),
        OptionDeclaration(
            "natpmp", .connection, "Open our port in the router by PCP or NAT-PMP (default: 1)"),
        OptionDeclaration(
            "networkactive", .connection,
            "Whether there is any peer-to-peer traffic; setnetworkactive changes it (default: 1)"),
        OptionDeclaration(
            "onion=<ip:port|path>", .connection,
            "The SOCKS5 proxy to reach onion services, may be unix:<path>; -noonion uses none (default: "
                + "-proxy)"),
        OptionDeclaration(
            "onlynet=<net>", .connection,
            "Choose peers only in this network: ipv4, ipv6, onion, i2p or cjdns. May be given several times"),
        OptionDeclaration(
            "peerblockfilters", .connection, "Serve compact block filters (BIP 157) to peers (default: 0)"),
        OptionDeclaration(
            "peerbloomfilters", .connection, "Serve bloom filters (BIP 37) to peers (default: 0)"),
        OptionDeclaration(
            "peertimeout=<n>", .connection, .debugOnly,
            "Seconds of silence after which a new peer may be dropped (at least 1, default: 60)"),
        OptionDeclaration(
            "port=<port>", .connection, .networkOnly,
            "Listen on this port, and on the next for Tor (default: 8333, testnet3: 18333, testnet4: 48333, "
                + "signet: 38333, regtest: 18444)"),
        OptionDeclaration(
            "proxy=<ip>[:<port>]|unix:<path>[=<network>]", .connection, .disallowElision,
            "Connect through this SOCKS5 proxy, for all networks or for one of ipv4, ipv6, tor and cjdns; "
                + "-noproxy uses none"),
        OptionDeclaration(
            "proxyrandomize", .connection,
            "Use other credentials for each connection through a proxy, which gives each its own path "
                + "through Tor (default: 1)"),
        OptionDeclaration(
            "seednode=<ip>", .connection,
            "Ask this node for addresses, then disconnect; done before DNS seeds. May be given several times"),
        OptionDeclaration(
            "timeout=<n>", .connection,
            "Milliseconds that connecting may take (at least 1, default: 5000)"),
        OptionDeclaration(
            "torcontrol=<ip>:<port>", .connection,
            "Tor's control port, for -listenonion (default: 127.0.0.1:9051)"),
        OptionDeclaration(
            "torpassword=<pass>", .connection, .sensitive, "The password of Tor's control port"),
        OptionDeclaration(
            "txreconciliation", .connection, .debugOnly,
            "Reconcile transactions with peers (BIP 330) (default: 0)"),
        OptionDeclaration(
            "v2transport", .connection, "Encrypt connections to peers (BIP 324) (default: 1)"),
        OptionDeclaration(
            "whitebind=<[permissions@]addr>", .connection,
            "Listen on this address and give peers who connect there permissions, separated by commas: "
                + "bloomfilter, noban, forcerelay, relay, mempool, download, addr (default: "
                + "download,noban,mempool,relay). May be given several times"),
        OptionDeclaration(
            "whitelist=<[permissions@]IP address or network>", .connection,
            "Give peers at this address or in this network permissions, as -whitebind does; \"in\" and "
                + "\"out\" say for which direction (default: incoming). May be given several times"),
    ]
}
