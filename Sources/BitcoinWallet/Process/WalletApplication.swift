import BitcoinCommands
import BitcoinInterfaces
import BitcoinSandbox
import BitcoinSupport

/// The wallets of a node, as what the node gets first: in a process of its own or, in a monolithic program, beside
/// the node.
public actor WalletApplication: WalletInit {
    private let identity: ProcessIdentity
    /// Whether the log of this process is that of its parent.
    private let forwardsLog: Bool
    /// The commands for its wallets.
    nonisolated let table = RPCTable()
    private var arguments: Arguments?
    private var forwarder: LogForwarder?
    private let reopening: [String]?
    private var loader: LocalWalletLoader?

    /// Creates the application, which then waits for its configuration.
    ///
    /// - Parameters:
    ///   - identity: who this process is; its network is settled by the configuration.
    ///   - arguments: the options, if the process has its own; otherwise ``configure(_:log:)`` brings them.
    ///   - forwardsLog: whether log lines go to the process that configures this one.
    ///   - reopening: the wallets to load at the start; `nil` leaves that to the node and the options.
    public init(
        identity: ProcessIdentity, arguments: Arguments? = nil, forwardsLog: Bool, reopening: [String]? = nil
    ) {
        self.reopening = reopening
        self.identity = identity
        self.arguments = arguments
        self.forwardsLog = forwardsLog
    }

    /// The wallets of a monolithic program, which shares its options and its log with the node.
    public static func inProcess(_ arguments: Arguments) -> WalletApplication {
        let identity = ProcessIdentity(
            program: "bitcoind", version: Int32(ClientVersion.number), network: arguments.selectedChain.name,
            schemaHash: 0)
        return WalletApplication(identity: identity, arguments: arguments, forwardsLog: false)
    }

    /// Tells the node who this is.
    public func exchangeIdentity(_ peer: ProcessIdentity) async throws -> ProcessIdentity {
        // A process that was just spawned is on whatever network its parent is.
        var own = identity
        if arguments == nil { own.network = peer.network }
        try own.check(peer)
        return own
    }

    /// Takes over the options of the node.
    public func configure(_ configuration: ProcessConfiguration, log: any LogSink) async throws {
        if forwardsLog {
            let forwarder = LogForwarder(to: log)
            await forwarder.start()
            self.forwarder = forwarder
        }
        guard arguments == nil else { return }
        let arguments = Arguments(.node(listensToProcesses: true), warnsUser: false)
        try arguments.parse(configuration.arguments)
        arguments.forceSet("datadir", configuration.dataDirectory)
        try arguments.initialize(ownsSettings: false)
        arguments.applyLogFormat()
        try arguments.applyLogCategories()
        try arguments.applyLogLevels()
        if configuration.mockTimeSeconds != 0 { NodeClock.setMockTime(configuration.mockTimeSeconds) }
        self.arguments = arguments
        for line in Sandbox.report.lines { Log.info(line) }
    }

    /// Gives access to the wallets.
    public func makeWalletLoader(chain: any Chain) async throws -> (any WalletLoader)? {
        guard let arguments else {
            throw WalletError("The wallet process was asked for wallets before it was configured.")
        }
        return makeLoader(arguments, chain)
    }

    /// Gives access to the wallets of a process that has no node.
    func makeLoaderWithoutChain() throws -> LocalWalletLoader {
        guard let arguments else { throw WalletError("The wallet process was not configured.") }
        return makeLoader(arguments, nil)
    }

    private func makeLoader(_ arguments: Arguments, _ chain: (any Chain)?) -> LocalWalletLoader {
        // Whoever has its log with its parent has its commands run there, too.
        let loader = LocalWalletLoader(
            arguments: arguments, chain: chain, reopening: reopening, notifiesThroughNode: forwardsLog)
        self.loader = loader
        WalletCommandHandlers(wallets: loader, table: table).register()
        table.finishWarmup()
        return loader
    }

    /// The names of the wallets that are loaded.
    var loadedNames: [String] {
        get async { await loader?.loadedNames ?? [] }
    }

    /// Closes all wallets, also those that are being opened.
    func stopWallets() async {
        await loader?.stop()
    }

    /// Gives access to the commands for wallets.
    public func makeRpc() async throws -> (any Rpc)? {
        WalletRpc(table: table) { await self.forwarder?.flush() }
    }

    /// An echo service, which shows that this process can be talked to.
    public func makeEcho() async throws -> (any Echo)? {
        LocalEcho()
    }

    /// Sends the last log lines on their way. To be called before the process ends.
    public func finish() async {
        await forwarder?.finish()
    }
}
