import BitcoinConsensus
import BitcoinP2P
import BitcoinSupport

extension ConnectionConfiguration {
    /// What the options say about connections.
    init(
        _ arguments: Arguments, reach: NetworkReach, parameters: ChainParameters
    ) throws(StartupError) {
        self.init(parameters)
        proxies = reach.proxies
        let only = arguments.list("connect")
        if !only.isEmpty || arguments.isNegated("connect") { onlyNodes = only == ["0"] ? [] : only }
        readSeeds(arguments)
        readFiles(arguments)
        uploadLimitBytes = try Self.uploadLimit(arguments)
        maximumConnections = Int(
            clamping: arguments.integer("maxconnections", default: Int64(Self.defaultMaximumConnections)))
        inboundRelayPercent = Int(
            clamping: arguments.integer("inboundrelaypercent", default: Int64(inboundRelayPercent)))
        usesEncryption = arguments.bool("v2transport", default: true)
        connectTimeoutMilliseconds = arguments.integer("timeout", default: connectTimeoutMilliseconds)
        if connectTimeoutMilliseconds <= 0 { connectTimeoutMilliseconds = 5000 }
        peerTimeoutSeconds = arguments.integer("peertimeout", default: peerTimeoutSeconds)
        receiveBufferBytes = Self.bytes(arguments, "maxreceivebuffer", default: receiveBufferBytes)
        sendBufferBytes = Self.bytes(arguments, "maxsendbuffer", default: sendBufferBytes)
        looksUpNames = arguments.bool("dns", default: true)
        startsActive = arguments.bool("networkactive", default: true)
        logsAddresses = arguments.logsAddresses
        reachesCJDNS = arguments.bool("cjdnsreachable", default: false)
        localServices = Self.services(arguments, usesEncryption: usesEncryption)
        for node in arguments.list("addnode") {
            if node.trimmed().isEmpty {
                Log.warning("Ignoring empty -addnode value")
            } else {
                addedNodes.append(node)
            }
        }
        whitelist = try Self.read { () throws(PermissionRule.Invalid) in
            try arguments.list("whitelist").map(PermittedRange.init)
        }
        whitelistForcesRelay = arguments.bool("whitelistforcerelay", default: false)
        whitelistRelays = arguments.bool("whitelistrelay", default: true)
        if arguments.bool("listen", default: true) {
            listeners = try Self.listeners(arguments, parameters: parameters)
        }
    }

    private mutating func readSeeds(_ arguments: Arguments) {
        seedNodes = arguments.list("seednode")
        asksDNSSeeds = arguments.bool("dnsseed", default: true)
        forcesDNSSeeds = arguments.bool("forcednsseed", default: false)
        fixedSeeds =
            arguments.bool("fixedseeds", default: true)
            ? FixedSeeds.nodes(of: arguments.selectedChain) : nil
        guard !choosesNodes else { return }
        if onlyNodes?.isEmpty == false, !seedNodes.isEmpty {
            Log.info("-seednode is ignored when -connect is used")
        }
        if arguments.isSet("dnsseed"), asksDNSSeeds, arguments.isSet("proxy") {
            Log.info("-dnsseed is ignored when -connect is used and -proxy is specified")
        }
    }

    private mutating func readFiles(_ arguments: Arguments) {
        anchorPath = arguments.dataPath("anchors.dat")
        addressPath = arguments.dataPath("peers.dat")
        if arguments.bool("capturemessages", default: false) {
            captureDirectory = arguments.dataPath("message_capture")
        }
    }

    /// Bytes in a day; a letter says what they are counted in, without one MiB.
    private static func uploadLimit(_ arguments: Arguments) throws(StartupError) -> UInt64 {
        let text = arguments.string("maxuploadtarget", default: "0M")
        guard let bytes = ByteCount(text) else {
            throw StartupError("Unable to parse -maxuploadtarget: '\(text)'")
        }
        return bytes.value
    }

    private static func bytes(_ arguments: Arguments, _ option: String, default value: Int) -> Int {
        guard let thousands = arguments.integer(option) else { return value }
        return Int(clamping: max(0, thousands).multipliedReportingOverflow(by: 1000).partialValue)
    }

    private static func services(_ arguments: Arguments, usesEncryption: Bool) -> ServiceFlags {
        var services: ServiceFlags = [.networkLimited, .witness]
        if arguments.integer("prune", default: 0) == 0 { services.insert(.network) }
        if arguments.bool("peerblockfilters", default: false) { services.insert(.compactFilters) }
        if arguments.bool("peerbloomfilters", default: false) { services.insert(.bloom) }
        if usesEncryption { services.insert(.encryptedTransport) }
        return services
    }

    private static func read<Value>(
        _ body: () throws(PermissionRule.Invalid) -> Value
    ) throws(StartupError) -> Value {
        do {
            return try body()
        } catch {
            throw StartupError(error.description)
        }
    }

    // MARK: Listening

    private static func listeners(
        _ arguments: Arguments, parameters: ChainParameters
    ) throws(StartupError) -> [Listener] {
        let port = UInt16(
            truncatingIfNeeded: arguments.integer("port", default: Int64(parameters.defaultPort)))
        var binds: [Listener] = []
        var onionBinds: [Listener] = []
        for text in arguments.list("bind") {
            let mark = text.lastIndex(of: "=")
            let isOnion = mark.map { text[text.index(after: $0)...] == "onion" } ?? false
            let address = isOnion ? String(text[..<(mark ?? text.endIndex)]) : text
            guard let endpoint = NetworkEndpoint(address, defaultPort: isOnion ? port &+ 1 : port) else {
                throw StartupError("Cannot resolve -bind address: '\(text)'")
            }
            if isOnion {
                onionBinds.append(Listener(endpoint, isOnion: true))
            } else {
                binds.append(Listener(endpoint))
                warn(ofBadPort: endpoint.port, in: "-bind")
            }
        }
        let whiteBinds = try arguments.list("whitebind").map { text throws(StartupError) in
            try whiteBind(text)
        }
        let bindsAnywhere = binds.isEmpty && onionBinds.isEmpty && whiteBinds.isEmpty
        if bindsAnywhere, arguments.isSet("port") { warn(ofBadPort: port, in: "-port") }
        if onionBinds.isEmpty, binds.isEmpty, let local = NetworkAddress("127.0.0.1") {
            onionBinds.append(Listener(NetworkEndpoint(local, port: port &+ 1), isOnion: true))
        }
        try checkConflicts(whiteBinds + binds + onionBinds)
        var all = binds + whiteBinds + onionBinds
        if bindsAnywhere, let any4 = NetworkAddress("0.0.0.0") {
            all.append(Listener(NetworkEndpoint(.unspecified, port: port), isRequired: false))
            all.append(Listener(NetworkEndpoint(any4, port: port)))
        }
        return all
    }

    private static func whiteBind(_ text: String) throws(StartupError) -> Listener {
        let rule = try read { () throws(PermissionRule.Invalid) in
            try PermissionRule(text, allowsOutbound: false)
        }
        guard let endpoint = NetworkEndpoint(rule.place) else {
            throw StartupError("Cannot resolve -whitebind address: '\(rule.place)'")
        }
        guard endpoint.port != 0 else {
            throw StartupError("Need to specify a port with -whitebind: '\(rule.place)'")
        }
        return Listener(endpoint, permissions: rule.permissions)
    }

    private static func checkConflicts(_ listeners: [Listener]) throws(StartupError) {
        var seen: Set<NetworkEndpoint> = []
        for listener in listeners where !seen.insert(listener.endpoint).inserted {
            throw StartupError(
                "Duplicate binding configuration for address \(listener.endpoint). Please check your -bind, "
                    + "-bind=...=onion and -whitebind settings.")
        }
    }

    private static func warn(ofBadPort port: UInt16, in option: String) {
        guard BadPorts.contains(port) else { return }
        StartupError.warn(
            "\(option) request to listen on port \(port). This port is considered \"bad\" and thus it is "
                + "unlikely that any peer will connect to it. See doc/p2p-bad-ports.md for details and a "
                + "full list.")
    }
}
