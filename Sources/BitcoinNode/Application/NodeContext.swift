import BitcoinChain
import BitcoinCommands
import BitcoinConsensus
import BitcoinInterfaces
import BitcoinRPC
import BitcoinSupport

/// What the parts of the node share.
struct NodeContext: Sendable {
    let programName: String
    let arguments: Arguments
    let parameters: ChainParameters
    let border: (any ProcessBorder)?
    let shutdown = ShutdownSignal.process
    /// The commands that are served.
    let table: RPCTable
    /// The chain, from when it has been opened on.
    let chain = Late<ChainManager>()
    /// The part that deals with peers, from when it has been started on.
    let network = Late<NodeNetwork>()
    /// The indexes of the chain, from when they have been opened on.
    let indexes = Late<ChainIndexes>()
    /// Set when the blocks that were waiting at the start have been taken in.
    let startupImport = Late<Void>()
    /// The estimates of fees, from when they have been read on; never with `-blocksonly`.
    let feeEstimates = Late<FeeEstimates>()
    /// What is done from time to time.
    let scheduler = Scheduler()
    /// Set when the mempool of the last run has been read, or could not be.
    let mempoolLoad = Late<Void>()
    /// What carries out JSON-RPC requests, whether or not there is an HTTP server.
    let rpcServer: RPCServer
    let wallets: WalletRegistry
    /// Where other processes can connect.
    let listeners: ProcessListeners
    /// The tip of the chain, and who waits for another one.
    let tip = TipMonitor()
    /// What users should know at once.
    let warnings: NodeWarnings
    /// What puts blocks together.
    let blockMaker: BlockMaker
    /// The template for users of the command.
    let templates: TemplateStore
    /// Where wallets are.
    let walletPlacement: WalletPlacement
    /// Which wallets the process of wallets has loaded that belongs to this node.
    let loadedWallets = LoadedWallets()
    /// Those who are told how this node is doing.
    let statusObservers = StatusObservers()
    /// When this node was started, in seconds since 1970.
    let startTimeSeconds = NodeClock.systemMicroseconds / 1_000_000

    init(
        programName: String, arguments: Arguments, parameters: ChainParameters,
        border: (any ProcessBorder)?, wallet: WalletPlacement
    ) {
        self.programName = programName
        self.arguments = arguments
        listeners = ProcessListeners(limits: ClientLimits(arguments))
        self.parameters = parameters
        self.border = border
        walletPlacement = wallet
        table = RPCTable(checksResults: arguments.bool("rpcdoccheck", default: false))
        rpcServer = RPCServer(table, whitelist: RPCWhitelist(arguments))
        warnings = NodeWarnings(arguments)
        wallets = WalletRegistry(table: table)
        blockMaker = BlockMaker(chain: chain, parameters: parameters, arguments: arguments)
        templates = TemplateStore(blockMaker)
    }

    /// The program that serves wallets, where it is one of its own.
    var walletExecutable: String? {
        if case .ownProcess(let executable) = walletPlacement { executable } else { nil }
    }

    /// Tells the log, and whoever calls commands too early, what the node is doing.
    func announce(_ activity: String) {
        Log.info("init message: \(activity)")
        table.setWarmupStatus(activity)
    }

    /// Who this process is to others.
    var identity: ProcessIdentity {
        ProcessIdentity(
            program: programName, version: Int32(ClientVersion.number), network: parameters.chain.name,
            schemaHash: border?.schemaHash ?? 0)
    }
}
