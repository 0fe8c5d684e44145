import BitcoinInterfaces

/// Starts a node in this process, once.
public struct EmbeddedNodeSource: NodeSource {
    private let configuration: ProcessConfiguration
    private let start: @Sendable () -> (node: any NodeInit, ended: @Sendable () async -> Int32)

    /// Describes the node to start.
    ///
    /// - Parameters:
    ///   - configuration: the options of the node.
    ///   - start: starts a node, and tells how to wait for its end.
    public init(
        configuration: ProcessConfiguration,
        start: @escaping @Sendable () -> (node: any NodeInit, ended: @Sendable () async -> Int32)
    ) {
        self.configuration = configuration
        self.start = start
    }

    /// Always: they are one process.
    public var isOwn: Bool { true }

    /// A node that has ended takes its process with it.
    public var canStartAgain: Bool { false }

    /// Starts the node.
    public func connect() async throws -> NodeLink {
        let (node, ended) = start()
        try await node.configure(configuration)
        return try await NodeLink(
            node, isOwn: true,
            waitUntilGone: {
                let code = await ended()
                return NodeEnd("The node ended with code \(code).", wasAsked: code == 0)
            }, close: {})
    }
}
