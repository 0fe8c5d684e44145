import BitcoinInterfaces

/// A node that a program with windows is connected to.
public struct NodeLink: Sendable {
    /// The node.
    public var node: any Node
    /// The commands of the node.
    public var rpc: any Rpc
    /// Whether the node ends with this program.
    public var isOwn: Bool
    /// Returns when the node is gone, with what is known about why.
    public var waitUntilGone: @Sendable () async -> NodeEnd
    /// Ends the connection.
    public var close: @Sendable () async -> Void
    /// Ends a process that this program has started and that does not answer. Does nothing to others.
    public var kill: @Sendable () -> Void

    /// Describes a connection.
    public init(
        node: any Node, rpc: any Rpc, isOwn: Bool, waitUntilGone: @escaping @Sendable () async -> NodeEnd,
        close: @escaping @Sendable () async -> Void, kill: @escaping @Sendable () -> Void = {}
    ) {
        self.node = node
        self.rpc = rpc
        self.isOwn = isOwn
        self.waitUntilGone = waitUntilGone
        self.close = close
        self.kill = kill
    }
}

/// How a node is gone.
public struct NodeEnd: Sendable, Equatable {
    /// What is known about why, in words for the user.
    public var reason: String
    /// Whether it ended because it was asked to, as by the command `stop`.
    public var wasAsked: Bool

    /// Describes an end; an accident, unless it was asked for.
    public init(_ reason: String, wasAsked: Bool = false) {
        self.reason = reason
        self.wasAsked = wasAsked
    }
}

/// Where a program with windows gets its node from.
public protocol NodeSource: Sendable {
    /// Whether the node ends with this program.
    var isOwn: Bool { get }

    /// Whether there can be another node after this one has ended.
    var canStartAgain: Bool { get }

    /// Starts a node, or connects to a running one. Throws why there is none, in words for the user.
    func connect() async throws -> NodeLink
}

extension NodeSource {
    /// What is another process can be started or reached again.
    public var canStartAgain: Bool { true }
}

/// The process gives no access to a node.
struct NoNode: Error, CustomStringConvertible {
    var description: String { "The process at the other end is no node for windows." }
}

extension NodeLink {
    /// The node behind what a process answers first.
    init(
        _ process: any NodeInit, isOwn: Bool, waitUntilGone: @escaping @Sendable () async -> NodeEnd,
        close: @escaping @Sendable () async -> Void, kill: @escaping @Sendable () -> Void = {}
    ) async throws {
        guard let node = try await process.makeNode(), let rpc = try await process.makeRpc() else {
            throw NoNode()
        }
        self.init(node: node, rpc: rpc, isOwn: isOwn, waitUntilGone: waitUntilGone, close: close, kill: kill)
    }
}
