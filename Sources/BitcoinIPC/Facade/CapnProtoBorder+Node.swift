import BitcoinInterfaces
import BitcoinSandbox
import Multiprocess

extension CapnProtoBorder: NodeBorder, ParentBorder {
    /// Serves a node to the process that spawned this one, and returns when that process closes the connection or is
    /// gone.
    public func serveParent(_ descriptor: Int32, node: any NodeInit) async throws {
        try await serveParent(descriptor) { NodeInitServer(IdentifiedNodeInit(node)) }
    }

    /// Starts a node program connected to this process by a socket pair, and returns when it has answered.
    public func spawnNode(executable: String, ticket: LaunchTicket) async throws -> any SpawnedNode {
        try await spawn(executable, ticket, -1) { capability in
            let initial = NodeInitClient(capability: capability)
            try await initial.construct()
            return initial as any NodeInit
        }
    }
}

extension SpawnedProgram: SpawnedNode where Interface == any NodeInit {}
