import BitcoinSupport

/// Options that change the defaults of others.
enum ParameterInteraction {
    /// The mempool of a node that relays blocks only, in megabytes.
    static let blocksOnlyMempoolMegabytes = 5

    /// Sets what the user's choices imply and the user has not said.
    static func apply(to arguments: Arguments) {
        func imply(_ option: String, _ value: Bool, because reason: String) {
            if arguments.softSet(option, value) {
                Log.info("parameter interaction: \(reason) -> setting -\(option)=\(value ? 1 : 0)")
            }
        }

        if !arguments.list("bind").isEmpty { imply("listen", true, because: "-bind set") }
        if !arguments.list("whitebind").isEmpty { imply("listen", true, because: "-whitebind set") }

        let keepsConnections = arguments.integer("maxconnections").map { $0 > 0 } ?? true
        if !arguments.list("connect").isEmpty || arguments.isNegated("connect") || !keepsConnections {
            let reason = "-connect or -maxconnections=0 set"
            imply("dnsseed", false, because: reason)
            imply("listen", false, because: reason)
        }

        let proxy = arguments.string("proxy", default: "")
        if !proxy.isEmpty && proxy != "0" {
            for option in ["listen", "natpmp", "discover"] { imply(option, false, because: "-proxy set") }
        }

        if !arguments.bool("listen", default: true) {
            for option in ["natpmp", "discover", "listenonion", "i2pacceptincoming"] {
                imply(option, false, because: "-listen=0")
            }
        }

        if !arguments.list("externalip").isEmpty { imply("discover", false, because: "-externalip set") }

        if arguments.bool("blocksonly", default: false) {
            imply("whitelistrelay", false, because: "-blocksonly=1")
            let megabytes = blocksOnlyMempoolMegabytes
            if arguments.softSet("maxmempool", String(megabytes)) {
                Log.info("parameter interaction: -blocksonly=1 -> setting -maxmempool=\(megabytes)")
            }
        }

        if arguments.bool("whitelistforcerelay", default: false) {
            imply("whitelistrelay", true, because: "-whitelistforcerelay=1")
        }

        let networks = arguments.list("onlynet").map { $0.lowercased() }
        if !networks.isEmpty, !networks.contains("ipv4"), !networks.contains("ipv6") {
            imply("dnsseed", false, because: "-onlynet excludes IPv4 and IPv6")
        }
    }
}
