import BitcoinSandbox

/// How a program reaches, and is reached by, other processes.
///
/// The multiprocess programs are given the one that speaks Cap'n Proto; the monolithic ones have none. So a node
/// knows that there may be other processes, but not how messages get there.
public protocol ProcessBorder: Sendable {
    /// A digest of the schemas that this program was built with, see ``ProcessIdentity/schemaHash``.
    var schemaHash: UInt64 { get }

    /// Starts a wallet program connected to this process by a socket pair, and returns when it has answered.
    ///
    /// - Parameters:
    ///   - executable: the path of the program.
    ///   - ticket: which sandbox the process is to enter.
    ///   - broker: the process's way to a broker of files, which the function closes; -1 for none.
    func spawnWallet(executable: String, ticket: LaunchTicket, broker: Int32) async throws
        -> any SpawnedWallet

    /// Serves an interface to everyone who connects to an address, until the listener is closed.
    ///
    /// - Parameters:
    ///   - address: as in `-ipcbind=<address>`: `unix`, `unix:PATH` or `tcp:127.0.0.1:PORT`, and what is granted there.
    ///   - directory: the network's data directory, where `unix` without a path puts its socket.
    ///   - permissions: who may connect to a unix socket.
    ///   - limits: what each client may have at a time.
    ///   - interface: what a client gets first; made for each connection anew, so that it may hold what belongs to one.
    func listen(
        address: ListenerAddress, directory: String, permissions: ListenerPermissions, limits: ClientLimits,
        serving interface: @escaping @Sendable (ConnectedPeer) -> any NodeInit
    ) async throws -> any ProcessListener
}

/// A wallet program that this process started.
public protocol SpawnedWallet: Sendable {
    /// The process identifier, for the log and for signals.
    var processIdentifier: Int32 { get }

    /// What the wallet answers first.
    var interface: any WalletInit { get }

    /// Returns when the process has ended and has been reaped. May be called more than once.
    func waitUntilExit() async -> ProcessExit

    /// Closes the connection, which asks a well-behaved child to end.
    func disconnect() async

    /// Sends the process a signal, unless it has ended.
    func send(signal: Int32)
}

/// How a process ended.
public enum ProcessExit: Sendable, Hashable, CustomStringConvertible {
    /// By itself, with this exit code.
    case code(Int32)
    /// By this signal.
    case signal(Int32)

    /// The end, in words for the log.
    public var description: String {
        switch self {
        case .code(let code): "exited with code \(code)"
        case .signal(let signal): "was ended by signal \(signal)"
        }
    }
}

/// An address on which this process is being served.
public protocol ProcessListener: Sendable {
    /// The address in full, such as `unix:/path/to/node.sock`.
    var address: String { get }

    /// Who is connected.
    func connections() async -> [ConnectionInfo]

    /// Stops listening, removes the socket's file, and ends the connections.
    func close() async
}

/// How a wallet program reaches the node that it works for.
public protocol WalletBorder: Sendable {
    /// A digest of the schemas that this program was built with, see ``ProcessIdentity/schemaHash``.
    var schemaHash: UInt64 { get }

    /// Serves wallets to the node that started this process, and returns when it closes the connection or is gone.
    ///
    /// - Parameter descriptor: the end of the socket pair that this process was given.
    func serveParent(_ descriptor: Int32, _ wallet: any WalletInit) async throws

    /// Connects to a running node as its wallet program.
    ///
    /// - Parameters:
    ///   - address: as in `-ipcconnect=<address>`.
    ///   - directory: the network's data directory.
    func attach(address: String, directory: String, identity: ProcessIdentity) async throws
        -> any AttachedNode
}

/// A running node that this process is connected to.
public protocol AttachedNode: Sendable {
    /// What the node answers first.
    var interface: any NodeInit { get }

    /// Returns when the connection has ended.
    func waitUntilClosed() async

    /// Ends the connection.
    func close()
}

/// How a program with windows reaches the node that it shows.
public protocol NodeBorder: Sendable {
    /// A digest of the schemas that this program was built with, see ``ProcessIdentity/schemaHash``.
    var schemaHash: UInt64 { get }

    /// Starts a node program connected to this process by a socket pair, and returns when it has answered.
    ///
    /// - Parameters:
    ///   - executable: the path of the program.
    ///   - ticket: which sandbox the program is to enter.
    func spawnNode(executable: String, ticket: LaunchTicket) async throws -> any SpawnedNode

    /// Connects to a running node.
    ///
    /// - Parameters:
    ///   - address: as in `-ipcconnect=<address>`.
    ///   - directory: the network's data directory.
    func attach(address: String, directory: String, identity: ProcessIdentity) async throws
        -> any AttachedNode
}

/// A node program that this process started.
public protocol SpawnedNode: Sendable {
    /// The process identifier, for the log and for signals.
    var processIdentifier: Int32 { get }

    /// What the node answers first.
    var interface: any NodeInit { get }

    /// Returns when the process has ended and has been reaped. May be called more than once.
    func waitUntilExit() async -> ProcessExit

    /// Closes the connection, which asks a well-behaved child to end.
    func disconnect() async

    /// Sends the process a signal, unless it has ended.
    func send(signal: Int32)
}

/// How a node program serves the process that started it.
public protocol ParentBorder: Sendable {
    /// Serves a node to the process that started this one, and returns when it closes the connection or is gone.
    ///
    /// - Parameter descriptor: the end of the socket pair that this process was given.
    func serveParent(_ descriptor: Int32, node: any NodeInit) async throws
}

/// A call over a border did not succeed.
public protocol BorderError: Error {
    /// Whether that is because the other process, or the connection to it, is gone.
    var isDisconnection: Bool { get }
}
