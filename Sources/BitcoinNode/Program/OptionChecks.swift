import BitcoinCommands
import BitcoinSupport
import Glibc

/// What is checked about the options before the node starts, so that a mistake is reported at once.
enum OptionChecks {
    /// Throws the first mistake; reports what is merely odd.
    static func run(_ arguments: Arguments, chain: ChainType) throws {
        warnAboutRemovedOptions(arguments)
        try checkSections(arguments, chain: chain)
        try checkDirectories(arguments)
        try checkIndexes(arguments)
        try checkConnections(arguments)
        try checkMining(arguments)
        do {
            try arguments.applyLogCategories()
            try arguments.applyLogLevels()
        } catch {
            throw StartupError("\(error)")
        }
        guard arguments.integer("peertimeout", default: 60) > 0 else {
            throw StartupError("peertimeout must be a positive integer.")
        }
        if let time = arguments.integer("mocktime"), time != 0 { NodeClock.setMockTime(time) }
        try checkTestOptions(arguments, chain: chain)
        try checkUserAgentComments(arguments)
    }

    private static func warnAboutRemovedOptions(_ arguments: Arguments) {
        if arguments.isSet("checkpoints") {
            StartupError.warn(
                "Option '-checkpoints' is set but checkpoints were removed. This option has no effect.")
        }
        for (option, kind) in [("limitancestorsize", "ancestor"), ("limitdescendantsize", "descendant")]
        where arguments.isSet(option) {
            StartupError.warn(
                "Option '-\(option)' is given but \(kind) size limits have been replaced with cluster size "
                    + "limits (see -limitclustersize). This option has no effect.")
        }
    }

    private static func checkSections(_ arguments: Arguments, chain: ChainType) throws {
        let misplaced = arguments.unsuitableSectionOnlyOptions.map {
            "Config setting for \($0) only applied on \(chain) network when in [\(chain)] section.\n"
        }
        guard misplaced.isEmpty else { throw StartupError(misplaced.joined()) }
        if chain == .testnet {
            Log.info(
                "Warning: Support for testnet3 is deprecated and will be removed in an upcoming release. "
                    + "Consider switching to testnet4.")
        }
        let unknown = arguments.unrecognizedSections.map {
            "\($0.file):\($0.line) Section [\($0.name)] is not recognized.\n"
        }
        if !unknown.isEmpty { StartupError.warn(unknown.joined()) }
    }

    private static func checkDirectories(_ arguments: Arguments) throws {
        if try arguments.blocksDirectory().isEmpty {
            throw StartupError(
                "Specified blocks directory \"\(arguments.string("blocksdir", default: ""))\" does not exist."
            )
        }
    }

    private static func checkIndexes(_ arguments: Arguments) throws {
        let filters = arguments.string("blockfilterindex", default: "0")
        if !["", "0", "1"].contains(filters),
            let unknown = arguments.list("blockfilterindex").first(where: { $0 != "basic" })
        {
            throw StartupError("Unknown -blockfilterindex value \(unknown).")
        }
        if arguments.bool("peerblockfilters", default: false), filters == "0" {
            throw StartupError("Cannot set -peerblockfilters without -blockfilterindex.")
        }
        guard arguments.integer("prune", default: 0) != 0 else { return }
        for index in ["txindex", "txospenderindex"] where arguments.bool(index, default: false) {
            throw StartupError("Prune mode is incompatible with -\(index).")
        }
        if arguments.bool("reindex-chainstate", default: false) {
            throw StartupError(
                "Prune mode is incompatible with -reindex-chainstate. Use full -reindex instead.")
        }
    }

    private static func checkConnections(_ arguments: Arguments) throws {
        let listens = arguments.bool("listen", default: true)
        if arguments.bool("forcednsseed", default: false), !arguments.bool("dnsseed", default: true) {
            throw StartupError("Cannot set -forcednsseed to true when setting -dnsseed to false.")
        }
        if !listens, !(arguments.list("bind") + arguments.list("whitebind")).isEmpty {
            throw StartupError("Cannot set -bind or -whitebind together with -listen=0")
        }
        if !listens, arguments.bool("listenonion", default: true) {
            throw StartupError("Cannot set -listen=0 together with -listenonion=1")
        }
        if let count = arguments.integer("maxconnections"), count < 0 {
            throw StartupError("-maxconnections must be greater or equal than zero")
        }
    }

    private static func checkTestOptions(_ arguments: Arguments, chain: ChainType) throws {
        let known = ["addrman", "reindex_after_failure_noninteractive_yes", "bip94"]
        let chosen = arguments.list("test")
        if !chosen.isEmpty, chain != .regtest {
            throw StartupError("-test=<option> can only be used with regtest")
        }
        for option in chosen where !known.contains(option) {
            StartupError.warn("Unrecognised option \"\(option)\" provided in -test=<option>.")
        }
        let acceptsStale = arguments.bool("acceptstalefeeestimates", default: false)
        if acceptsStale, chain != .regtest, !arguments.bool("blocksonly", default: false) {
            throw StartupError("acceptstalefeeestimates is not supported on \(chain) chain.")
        }
        for option in ["testactivationheight", "vbparams"] where chain == .main && arguments.isSet(option) {
            throw StartupError("The -\(option) option may not be used on mainnet.")
        }
    }

    /// BIP 14: comments in the user agent must not be taken for its structure.
    private static func checkUserAgentComments(_ arguments: Arguments) throws {
        let comments = arguments.list("uacomment")
        let safe = Set(
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,;-_?@".unicodeScalars)
        for comment in comments where !comment.unicodeScalars.allSatisfy(safe.contains) {
            throw StartupError("User Agent comment (\(comment)) contains unsafe characters.")
        }
        let length = ClientVersion.userAgent(comments: comments).utf8.count
        guard length <= maximumUserAgentLength else {
            throw StartupError(
                "Total length of network version string (\(length)) exceeds maximum length "
                    + "(\(maximumUserAgentLength)). Reduce the number or size of uacomments.")
        }
    }

    /// The longest user agent that peers accept, in bytes.
    private static let maximumUserAgentLength = 256
}
