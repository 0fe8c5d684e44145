import BitcoinInterfaces
import BitcoinSandbox
import BitcoinSupport
import Glibc
import Multiprocess
import SecureTransport

/// How this process reaches, and is reached by, others: over Cap'n Proto, on one event loop.
///
/// Whoever holds an `any Chain` or an `any Wallet` that came from here cannot tell it from an object of this process.
public final class CapnProtoBorder: ProcessBorder {
    /// The program's name, such as `bitcoin-node`.
    public let program: String

    private let loop: EventLoop

    /// Starts an event loop, which writes to the log of this process under the category `ipc`.
    public init(program: String) throws {
        self.program = program
        LargeBuffers.keep()
        // A line about the transport of log lines would be one more to transport.
        loop = try EventLoop(name: program, logger: .processLog, unlogged: [LogSinkInterface.id])
    }

    deinit {
        loop.stop()
    }

    /// Ends the connections of all borders of this process and waits for their threads: the last that a program
    /// does before `exit`.
    public static func finish() {
        EventLoop.stopAllAndWait()
    }

    /// A digest of the schemas that this program was built with.
    public var schemaHash: UInt64 { Self.schemaHash }

    /// A digest of the schemas that this program was built with.
    public static var schemaHash: UInt64 { Schemas.digest }

    // MARK: Serving

    /// Serves an interface to everyone who connects to an address, until the listener is closed.
    ///
    /// Any client may use what the interface has of ``Init`` and the address grants; the rest is for those that have told
    /// who they are and fit.
    public func listen(
        address place: ListenerAddress, directory: String, permissions: ListenerPermissions = .owner,
        limits: ClientLimits = ClientLimits(),
        serving interface: @escaping @Sendable (ConnectedPeer) -> any NodeInit
    ) async throws -> any ProcessListener {
        if let address = SecureAddress(place.address) {
            return try await SecureBorderListener.listen(
                at: address, keys: KeyFolder(networkDirectory: directory), grants: place.grants, on: loop,
                limits: limits, serving: interface)
        }
        let address = try IPCAddress(place.address, dataDirectory: directory, program: program)
        if case .unix(let path) = address { try Path.createDirectories(Path.parent(path)) }
        let listener = try await Listener.listen(
            at: address, on: loop, limits: Limits(limits), permissions: SocketPermissions(permissions)
        ) { connection in
            NodeInitServer(
                IdentifiedNodeInit(interface(ConnectedPeer(connection)), grants: place.grants))
        }
        return BorderListener(listener: listener, grants: place.grants)
    }

    /// The descriptor that connects this process to the one that spawned it, or `nil` for a process that a user
    /// started.
    ///
    /// - Parameter arguments: the whole command line: a spawned process has `-ipcfd`, a number, and nothing else.
    public static func spawnedDescriptor(_ arguments: [String]) throws -> Int32? {
        try SpawnedProcess.descriptor(arguments)
    }

    /// Serves a wallet to the process that spawned this one, and returns when that process closes the connection or is
    /// gone.
    ///
    /// Ctrl-C reaches the parent as well as this process; here it is passed over, so that the parent can end its
    /// children in the right order.
    public func serveParent(_ descriptor: Int32, _ wallet: any WalletInit) async throws {
        try await serveParent(descriptor) { WalletInitServer(IdentifiedWalletInit(wallet)) }
    }

    func serveParent(
        _ descriptor: Int32, serving server: @escaping @Sendable () -> any CapabilityServer
    ) async throws {
        InterruptMessage.install(program: program)
        let connection = try await Connection.open(descriptor, on: loop, side: .server) { _ in server() }
        await connection.waitUntilClosed()
    }

    // MARK: Calling

    /// Starts a wallet program connected to this process by a socket pair, and returns when it has answered.
    public func spawnWallet(
        executable: String, ticket: LaunchTicket, broker: Int32
    ) async throws -> any SpawnedWallet {
        try await spawn(executable, ticket, broker) { capability in
            let initial = WalletInitClient(capability: capability)
            try await initial.construct()
            return initial as any WalletInit
        }
    }

    func spawn<Interface: Sendable>(
        _ executable: String, _ ticket: LaunchTicket, _ broker: Int32,
        _ client: (CapabilityClient) async throws -> Interface
    ) async throws -> SpawnedProgram<Interface> {
        defer { if broker >= 0 { close(broker) } }
        let child = try Self.startProcess(executable)
        let exit = ExitWatch(child.processID)
        Log.debug(.ipc, "Process \(Self.fileName(executable)) pid \(child.processID) launched")
        do {
            do {
                try ticket.send(over: child.descriptor, broker: broker)
            } catch {
                close(child.descriptor)
                throw error
            }
            let connection = try await Connection.open(child.descriptor, on: loop, side: .client)
            let initial = try await client(try await connection.bootstrap())
            return SpawnedProgram(exit: exit, connection: connection, interface: initial)
        } catch {
            // It cannot be talked to: nothing else would ever end it.
            exit.send(signal: SIGKILL)
            throw SpawnFailure(program: Self.fileName(executable), exit: await exit.wait(), cause: error)
        }
    }

    /// In a sandbox it is the steward who starts programs.
    private static func startProcess(_ executable: String) throws -> ChildProcess {
        guard let steward = Steward.current else { return try ChildProcess.spawn(executable) }
        do {
            let (process, connection) = try steward.startProgram(executable)
            return ChildProcess(processID: process, descriptor: connection)
        } catch SandboxError.refused(_, let code) {
            throw Multiprocess.SystemError(code, during: "Cannot start \(executable)")
        }
    }

    /// Connects to any process that serves ``Init``, Bitcoin Core's included.
    ///
    /// - Parameters:
    ///   - address: as in `-ipcconnect=<address>`. Besides what ``listen(address:directory:serving:)`` takes, `auto` is
    ///     `unix` where nobody has to be there; empty and `0` are for no connection.
    ///   - directory: the network's data directory.
    /// - Returns: `nil` where there is nobody and nobody has to be there.
    public func connect(address: String, directory: String) async throws -> RemoteProcess<any Init>? {
        try await process(at: address, directory: directory) { capability in
            let initial = InitClient(capability: capability)
            // Bitcoin Core's processes need a thread to run the calls on.
            try await initial.construct(thread: program)
            return initial
        }
    }

    /// Connects to a node of this project, as one of its own programs.
    ///
    /// Throws ``ProcessMismatch``, or the node's own refusal, if the two cannot work together.
    public func connectNode(
        address: String, directory: String, identity: ProcessIdentity
    ) async throws -> RemoteProcess<any NodeInit>? {
        try await process(at: address, directory: directory) { capability in
            let initial = NodeInitClient(capability: capability)
            try await initial.construct()
            try identity.check(try await initial.exchangeIdentity(identity))
            return initial
        }
    }

    /// Connects, and has the first calls made.
    private func process<Interface: Sendable>(
        at address: String, directory: String, _ greet: (CapabilityClient) async throws -> Interface
    ) async throws -> RemoteProcess<Interface>? {
        if address.isEmpty || address == "0" { return nil }
        let link: SecureLink?
        let connection: Connection
        if let place = SecureAddress(address) {
            let made = try await SecureLink.connect(to: place, keys: KeyFolder(networkDirectory: directory))
            link = made
            connection = try await Connection.open(made.descriptor, on: loop, side: .client)
        } else {
            link = nil
            guard let made = try await self.connection(to: address, directory: directory) else { return nil }
            connection = made
        }
        do {
            return RemoteProcess(
                connection: connection, interface: try await greet(try await connection.bootstrap()))
        } catch {
            connection.close()
            // Where the other machine has ended it, TLS knows why.
            throw link?.failure ?? error
        }
    }

    /// Connects to an address of this machine.
    private func connection(to address: String, directory: String) async throws -> Connection? {
        let isOptional = address == "auto"
        do {
            let place = try IPCAddress(
                isOptional ? "unix" : address, dataDirectory: directory, program: "bitcoin-node")
            return try await Connection.connect(to: place, on: loop)
        } catch let error as Multiprocess.SystemError where Self.nobodyThere.contains(error.errorNumber) {
            if isOptional { return nil }
            // A socket's file is removed with its process here, and left behind in Bitcoin Core: for the user it is the
            // same thing.
            throw Multiprocess.SystemError(ECONNREFUSED)
        } catch let error as IPCAddress.Invalid {
            // No node can have been able to listen at a path that is too long for one.
            if isOptional { return nil }
            throw error
        }
    }

    /// What the system says when no process listens at a path.
    private static let nobodyThere: Set<Int32> = [ECONNREFUSED, ENOENT, ENOTDIR]

    private static func fileName(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }
}

/// A program was started and could not be talked to.
struct SpawnFailure: Error, CustomStringConvertible {
    let program: String
    let exit: ProcessExit
    let cause: any Error

    var description: String {
        switch exit {
        case .signal(SIGKILL): "\(program) did not answer: \(cause)"
        case .code, .signal: "\(program) \(exit) before it answered"
        }
    }
}
