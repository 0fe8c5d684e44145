import BitcoinInterfaces

/// A node that runs in the same process as its user.
public struct EmbeddedNode: Sendable {
    /// What the node answers first. It waits for its options.
    public let interface: any NodeInit
    fileprivate let exit: Late<Int32>

    /// Returns the exit code that the node would have as a process of its own, when it has ended.
    public func waitUntilEnded() async -> Int32 { await exit.value }
}

extension NodeProgram {
    /// Runs a node beside the windows of the same program. It ends by itself when it is asked to, and there can be one in
    /// a process's life.
    public func startEmbedded() -> EmbeddedNode {
        let child = ChildNode(
            identity: ProcessIdentity(program: name, version: 0, network: "", schemaHash: 0))
        let exit = Late<Int32>()
        Task {
            guard let options = await child.options else { return }
            exit.set(await run(options, child, nil))
        }
        return EmbeddedNode(interface: child, exit: exit)
    }
}
