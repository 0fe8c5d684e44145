import BitcoinInterfaces
import BitcoinSandbox
import BitcoinSupport
import Glibc

/// Starts a node program, which ends with this one.
public struct SpawnedNodeSource: NodeSource {
    private let border: any NodeBorder
    private let executable: String
    private let ticket: LaunchTicket
    private let identity: ProcessIdentity
    private let configuration: ProcessConfiguration

    /// Describes the node to start.
    ///
    /// - Parameters:
    ///   - executable: the path of the program.
    ///   - ticket: which sandbox the program is to enter.
    ///   - identity: who this process is.
    ///   - configuration: the options of the node.
    public init(
        border: any NodeBorder, executable: String, ticket: LaunchTicket, identity: ProcessIdentity,
        configuration: ProcessConfiguration
    ) {
        self.border = border
        self.executable = executable
        self.ticket = ticket
        self.identity = identity
        self.configuration = configuration
    }

    /// Always: it was started for this program alone.
    public var isOwn: Bool { true }

    /// Starts the program.
    public func connect() async throws -> NodeLink {
        let process = try await border.spawnNode(executable: executable, ticket: ticket)
        do {
            try identity.check(try await process.interface.exchangeIdentity(identity))
            try await process.interface.configure(configuration)
            return try await NodeLink(
                process.interface, isOwn: true,
                waitUntilGone: {
                    let end = await process.waitUntilExit()
                    return NodeEnd("The node \(end).", wasAsked: end == .code(0))
                },
                close: { await process.disconnect() }, kill: { process.send(signal: SIGKILL) })
        } catch {
            await process.disconnect()
            _ = await process.waitUntilExit()
            throw error
        }
    }
}

/// Connects to a node that runs already, and that does not end with this program.
public struct AttachedNodeSource: NodeSource {
    private let border: any NodeBorder
    private let address: String
    private let directory: String
    private let identity: ProcessIdentity

    /// Describes where the node is.
    ///
    /// - Parameters:
    ///   - address: as in `-ipcconnect=<address>`.
    ///   - directory: the network's data directory.
    ///   - identity: who this process is.
    public init(border: any NodeBorder, address: String, directory: String, identity: ProcessIdentity) {
        self.border = border
        self.address = address
        self.directory = directory
        self.identity = identity
    }

    /// Never: others use it too.
    public var isOwn: Bool { false }

    /// Connects to the node.
    public func connect() async throws -> NodeLink {
        let process = try await border.attach(address: address, directory: directory, identity: identity)
        return try await NodeLink(
            process.interface, isOwn: false,
            waitUntilGone: {
                await process.waitUntilClosed()
                return NodeEnd("The connection to the node has ended.")
            },
            close: { process.close() })
    }
}
