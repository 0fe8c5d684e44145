import BitcoinSandbox
import BitcoinSupport

/// What the processes of a node are kept from doing, and which others are connected to it: as `getsandboxinfo` and
/// `getipcinfo` tell it.
@UserInterface
public final class ProcessesModel {
    /// What a node has said when it was asked.
    public enum Answer<Value: Sendable & Equatable>: Sendable, Equatable {
        /// Nothing yet, or it is gone.
        case none
        /// This.
        case told(Value)
        /// It does not know the command.
        case unknownCommand
        /// It did not say it, for this reason.
        case refused(String)
    }

    /// Sent when anything of this has changed.
    public let changed = Signal()

    private let node: NodeModel
    private let own: SandboxRow?
    private var sandboxes = Answer<[SandboxRow]>.none
    private var connections = Answer<ConnectionList>.none

    /// The processes of a node.
    ///
    /// - Parameter own: what keeps this process from doing other things, in the form of `getsandboxinfo`.
    public init(_ node: NodeModel, own: JSONValue = Sandbox.report.json) {
        self.node = node
        self.own = SandboxRow(own).map { row in
            var row = row
            // Who has not entered a sandbox has no name there.
            if row.program.isEmpty { row.program = "bitcoin-gui" }
            return row
        }
        node.changed.observe { [weak self] in self?.nodeChanged() }
    }

    // MARK: What is shown

    /// Whether more processes are not to be expected: the node has said which there are, or it is gone.
    public var isSettled: Bool { sandboxes != .none || node.isLost }

    /// The processes: the node's, if it tells, and this one.
    public var processes: [SandboxRow] {
        guard case .told(let rows) = sandboxes else { return [own].compactMap(\.self) }
        // Where node and windows are one process, it is there already. Numbers of another machine mean nothing here.
        let isThere = node.isOwn && rows.contains { $0.processIdentifier == own?.processIdentifier }
        return rows + (isThere ? [] : [own].compactMap(\.self))
    }

    /// The connections, if the node tells.
    public var clients: [ConnectionRow] {
        if case .told(let list) = connections { list.rows } else { [] }
    }

    /// How it is about the node, in words; empty while it answers.
    public var nodeNotice: String {
        switch node.state {
        case .connecting: "The node is not there yet."
        case .stopping: "The node is being ended."
        case .gone: "The node is gone. Only these windows are left."
        case .connected where node.isSilent: "The node does not answer. This is what it said last."
        case .connected: ""
        }
    }

    /// Why the processes of the node are missing, in words; empty where they are not.
    public var sandboxNotice: String {
        switch sandboxes {
        case .none, .told: ""
        case .unknownCommand: "This node is too old to tell about its sandboxes."
        case .refused(let reason): "The node does not tell about its sandboxes: \(reason)"
        }
    }

    /// Where processes can connect to, or why it shows no connections, in words.
    public var connectionNotice: String {
        switch connections {
        case .none: return ""
        case .unknownCommand: return "This node takes no other processes, or is too old to tell of them."
        case .refused(let reason): return "The node does not tell about its connections: \(reason)"
        case .told(let list) where list.listeners.isEmpty:
            return "Other processes cannot connect: the node was started without -ipcbind."
        case .told(let list):
            let places = list.listeners.joined(separator: ", ")
            let most = list.limits.connections.map { ", up to \($0) for each process" } ?? ""
            return (list.rows.isEmpty ? "Nobody is connected to " : "To ") + "\(places)\(most)"
        }
    }

    // MARK: Following the node

    /// Asks the node. What it says while it starts is nothing.
    public func refresh() async {
        guard node.isReady, let commands = node.commands else { return nodeChanged() }
        let sandboxes = await Self.ask(commands, "getsandboxinfo", SandboxRow.rows)
        let connections = await Self.ask(commands, "getipcinfo", ConnectionList.init)
        // It may have ended meanwhile.
        guard node.isReady else { return nodeChanged() }
        self.sandboxes = sandboxes
        self.connections = connections
        changed.send()
    }

    private static func ask<Value: Sendable & Equatable>(
        _ commands: CommandCaller, _ name: String, _ read: (JSONValue) -> Value
    ) async -> Answer<Value> {
        do {
            return .told(read(try await commands.call(name)))
        } catch let error as CommandError where error.isUnknownMethod {
            return .unknownCommand
        } catch {
            return .refused(NodeModel.words(of: error))
        }
    }

    private func nodeChanged() {
        if node.link == nil { (sandboxes, connections) = (.none, .none) }
        changed.send()
    }
}
