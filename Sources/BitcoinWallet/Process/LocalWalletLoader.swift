import BitcoinCommands
import BitcoinConsensus
import BitcoinInterfaces
import BitcoinPrimitives
import BitcoinSandbox
import BitcoinSupport

/// The wallets of this process.
actor LocalWalletLoader: WalletLoader {
    /// How often wallets are asked whether it is time to send their transactions again, in seconds.
    private static let resendInterval: Int64 = 60

    private static let openingPatience = Duration.seconds(10)

    /// How long the file of a wallet may be in use at the start: the wallet process of a node that was killed ends when
    /// it notices that, and the next node may be there before.
    private static let predecessorPatience = Duration.seconds(10)

    private let arguments: Arguments
    /// The node's chain; `nil` in a process that has no node.
    let chain: (any Chain)?
    var wallets: [Wallet] = []
    /// Names of wallets that are being opened.
    var opening: Set<String> = []
    private var resending: Task<Void, Never>?
    private var isStopped = false
    private var settings: WalletOptions?
    private let reopening: [String]?
    private let notifiesThroughNode: Bool

    /// Creates a loader with no wallet loaded.
    ///
    /// - Parameters:
    ///   - reopening: the wallets to load at the start; `nil` leaves that to the node and the options.
    ///   - notifiesThroughNode: whether the node runs the command of `-walletnotify`.
    init(
        arguments: Arguments, chain: (any Chain)?, reopening: [String]? = nil,
        notifiesThroughNode: Bool = false
    ) {
        self.notifiesThroughNode = notifiesThroughNode
        self.reopening = reopening
        self.arguments = arguments
        self.chain = chain
    }

    /// The names of the loaded wallets.
    var loadedNames: [String] { wallets.map(\.name) }

    var options: WalletOptions {
        get throws {
            if let settings { return settings }
            var read = try WalletOptions(arguments)
            read.notifiesThroughNode = notifiesThroughNode
            settings = read
            return read
        }
    }

    // MARK: Start and stop

    func verify() async throws {
        if arguments.isSet("walletdir") {
            let chosen = arguments.path("walletdir")
            guard Path.exists(chosen) else {
                throw WalletError("Specified -walletdir \"\(chosen)\" does not exist")
            }
            guard Path.isDirectory(chosen) else {
                throw WalletError("Specified -walletdir \"\(chosen)\" is not a directory")
            }
            guard Path.isAbsolute(chosen) else {
                throw WalletError("Specified -walletdir \"\(chosen)\" is a relative path")
            }
        }
        if arguments.isSet("signer") {
            warn("-signer is ignored: this program was made without support for external signers.")
        }
        Log.info("Using wallet directory \(arguments.walletDirectory)")
        Log.info("Using SQLite Version \(SQLiteConnection.libraryVersion)")
        if let chain { try await options.check(against: chain.relayFees().relayMinimum) }
        var paths: Set<String> = []
        for name in try namesToLoad() {
            let path = try WalletPath(name: name, options: options)
            guard paths.insert(path.location).inserted else {
                warn("Ignoring duplicate -wallet \(name).")
                continue
            }
            do {
                try path.requireExisting()
                let database = try await openWhenFree(path.file)
                defer { database.close() }
                try database.verify()
            } catch let error as WalletOpenError where error.reason == .notFound {
                warn("Skipping -wallet path that doesn't exist. \(error)")
            } catch let error as WalletOpenError where error.reason == .legacy {
                continue
            }
        }
    }

    /// Opens a file that a process before this one may still have open.
    private func openWhenFree(_ file: String) async throws -> WalletDatabase {
        let deadline = ContinuousClock.now + Self.predecessorPatience
        var isWaiting = false
        while true {
            do {
                return try WalletDatabase(path: file, options.database)
            } catch let error as SQLiteError where error == .inUse && ContinuousClock.now < deadline {
                if !isWaiting {
                    Log.info("\(file) is still in use; waiting for the process that has it to end")
                    isWaiting = true
                }
                try await Task.sleep(for: .milliseconds(100))
            }
        }
    }

    /// The wallets that are to be loaded at start, as the user says; the unnamed one if there is one and he says nothing.
    private func namesToLoad() throws -> [String] {
        guard arguments.isSet("wallet") || !arguments.settings("wallet").isEmpty else {
            let path = try WalletPath(name: "", options: options)
            return (try? path.requireExisting()) == nil ? [] : [""]
        }
        return try arguments.settings("wallet").map { value in
            guard let name = value.string else {
                throw WalletError(
                    "Invalid value detected for '-wallet' or '-nowallet'. '-wallet' requires a string value, while "
                        + "'-nowallet' accepts only '1' to disable all wallets")
            }
            return name
        }
    }

    private func warn(_ message: String) {
        Log.warning(message)
        StandardError.write("Warning: \(message)\n")
    }

    func load() async throws {
        // What was loaded when this process was started anew comes back, whoever had loaded it.
        let known: [String]?
        if let reopening { known = reopening } else { known = try await chain?.getLoadedWallets() }
        if let known {
            for name in known {
                do {
                    _ = try await open(name)
                } catch {
                    Log.error("Wallet \"\(name)\" did not come back: \(error)")
                }
            }
            return
        }
        for name in Self.unique(try namesToLoad()) {
            do {
                let warnings = try await open(name)
                if !warnings.isEmpty { warn(warnings.joined(separator: "\n")) }
            } catch let error as WalletOpenError where error.reason == .notFound {
                continue
            } catch let error as WalletOpenError where error.reason == .legacy {
                warn("\(error)")
            }
        }
    }

    private static func unique(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }
    }

    func start() async throws {
        for wallet in wallets { try await wallet.start() }
        resending = Task { [weak self] in
            while !Task.isCancelled {
                try? await Task.sleep(for: .seconds(Self.resendInterval))
                await self?.resendIfDue()
            }
        }
    }

    private func resendIfDue() async {
        for wallet in wallets {
            do {
                try await wallet.resendIfDue()
            } catch {
                wallet.log("Transactions could not be sent again: \(error)")
            }
        }
    }

    func stop() async {
        isStopped = true
        resending?.cancel()
        while let wallet = wallets.popLast() { await wallet.close() }
        await openingEnds()
    }

    /// Returns when no wallet is being opened any more: whoever opens it next must not find its file in use. That takes
    /// no time where the chain is gone, of which the wallet asks something, and is bounded where it is not.
    private func openingEnds() async {
        let deadline = ContinuousClock.now + Self.openingPatience
        while !opening.isEmpty, ContinuousClock.now < deadline {
            guard (try? await Task.sleep(for: .milliseconds(10))) != nil else { return }
        }
    }

    /// Takes in a wallet that was opened, unless all are being closed.
    func keep(_ wallet: Wallet) async throws {
        guard !isStopped else {
            await wallet.close()
            throw WalletError("The wallets of this process are being closed.")
        }
        wallets.append(wallet)
    }

    func setMockTime(seconds: Int64) async throws {
        NodeClock.setMockTime(seconds)
    }

    func forward(seconds: Int64) async throws {
        if seconds >= Self.resendInterval { await resendIfDue() }
    }

    func getSandboxInfo() async throws -> JSONValue { Sandbox.report.json }

    func getWalletDir() async throws -> String {
        arguments.walletDirectory
    }

    func listWalletDir() async throws -> [WalletDirectoryEntry] {
        let chain = arguments.selectedChain
        let magic = ChainParameters.parameters(for: chain).messageStart
        return WalletDirectory(path: arguments.walletDirectory, magic: magic).wallets()
    }

    // MARK: Wallets

    /// The wallet that a command is for.
    func wallet(for caller: RPCCaller) throws -> Wallet {
        if let name = Self.walletName(in: caller.uri) {
            guard let wallet = wallets.first(where: { $0.name == name }) else {
                throw RPCError(.walletNotFound, "Requested wallet does not exist or is not loaded")
            }
            return wallet
        }
        guard let wallet = wallets.first else {
            throw RPCError(
                .walletNotFound,
                "No wallet is loaded. Load a wallet using loadwallet or create a new one with createwallet. (Note: A "
                    + "default wallet is no longer automatically created)")
        }
        guard wallets.count == 1 else {
            throw RPCError(
                .walletNotSpecified,
                "Multiple wallets are loaded. Please select which wallet to use by requesting the RPC through the "
                    + "/wallet/<walletname> URI path.")
        }
        return wallet
    }

    /// The wallet that a path names; `nil` if it names none.
    static func walletName(in uri: String) -> String? {
        let base = "/wallet/"
        guard uri.hasPrefix(base) else { return nil }
        var bytes: [UInt8] = []
        var rest = Array(uri.utf8.dropFirst(base.utf8.count))[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"),
                let decoded = Hex.decode(String(decoding: rest.prefix(2), as: UTF8.self)), decoded.count == 1
            {
                bytes += decoded
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Opens a wallet and has it follow the chain. Returns what the user should know.
    func open(_ name: String) async throws -> [String] {
        guard opening.insert(name).inserted else { throw WalletOpenError(.other, "Wallet already loading.") }
        defer { opening.remove(name) }
        guard !wallets.contains(where: { $0.name == name }) else {
            throw RPCError(.walletAlreadyLoaded, "Wallet \"\(name)\" is already loaded.")
        }
        let path = try WalletPath(name: name, options: options)
        try path.requireExisting()
        do {
            let (wallet, warnings) = try await Wallet.load(
                name: name, path: path.file, options: options, chain: chain)
            try await keep(wallet)
            return try options.warnings + warnings
        } catch let error as WalletLoadError {
            throw WalletOpenError(.other, error.message(file: path.file))
        }
    }
}
