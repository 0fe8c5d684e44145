import BitcoinSupport

/// A node that the user wants to stay connected to.
public struct AddedNode: Sendable, Hashable {
    /// As the user has named it.
    public var name: String
    /// Whether to encrypt, if the node can.
    public var usesEncryption: Bool

    /// A node.
    public init(name: String, usesEncryption: Bool) {
        self.name = name
        self.usesEncryption = usesEncryption
    }
}

/// What has become of an added node (`getaddednodeinfo`).
public struct AddedNodeStatus: Sendable {
    /// The node.
    public let node: AddedNode
    /// The connection to it: where, and whether it came from there; nil if there is none.
    public let connection: (endpoint: NetworkEndpoint, isInbound: Bool)?
}

extension ConnectionManager {
    /// Adds a node to stay connected to; false if it is there already.
    public func addNode(_ node: AddedNode) -> Bool {
        let endpoint = names.numeric(node.name)
        let isKnown = addedNodes.contains { other in
            other.name == node.name || (endpoint != nil && names.numeric(other.name) == endpoint)
        }
        guard !isKnown else { return false }
        addedNodes.append(node)
        return true
    }

    /// Removes a node from those to stay connected to; false if it is not there. The connection stays.
    public func removeNode(_ name: String) -> Bool {
        guard let index = addedNodes.firstIndex(where: { $0.name == name }) else { return false }
        addedNodes.remove(at: index)
        return true
    }

    /// What has become of the nodes to stay connected to.
    public func addedNodeStatus() -> [AddedNodeStatus] {
        let connections = registry.all
        return addedNodes.map { node in
            let endpoint = names.numeric(node.name)
            let found = connections.last { connection in
                endpoint.map { $0 == connection.info.endpoint } ?? (connection.info.name == node.name)
            }
            return AddedNodeStatus(
                node: node,
                connection: found.map { (endpoint ?? $0.info.endpoint, $0.info.kind.isInbound) })
        }
    }

    /// Whether a node is one that the user has added, by its address.
    func isAdded(_ endpoint: NetworkEndpoint) -> Bool {
        addedNodes.contains { node in
            node.name == "\(endpoint)" || node.name == "\(endpoint.address)"
        }
    }

    /// Connects to added nodes that are not connected, again and again.
    func keepAddedNodes() async {
        while !Task.isCancelled {
            var hasTried = false
            for status in addedNodeStatus() where status.connection == nil {
                let open = registry.all.count { $0.info.kind == .manual }
                guard open < ConnectionConfiguration.maximumAddedNodes else { break }
                hasTried = true
                await connect(
                    to: .named(status.node.name), kind: .manual, usesEncryption: status.node.usesEncryption)
                guard (try? await Task.sleep(for: .milliseconds(500))) != nil else { return }
            }
            guard (try? await Task.sleep(for: .seconds(hasTried ? 60 : 2))) != nil else { return }
        }
    }

    /// Connects to the only nodes that the user wants, again and again, at first quickly (`-connect`).
    func keepConnected(to nodes: [String]) async {
        var round = 0
        while !Task.isCancelled {
            for node in nodes {
                await connect(to: .named(node), kind: .manual, usesEncryption: configuration.usesEncryption)
                guard (try? await Task.sleep(for: .milliseconds(500 * min(10, round)))) != nil else { return }
            }
            guard (try? await Task.sleep(for: .milliseconds(500))) != nil else { return }
            round += 1
        }
    }

    /// Opens an automatic connection to a node that a test has named. False if there are enough of its kind.
    public func addConnection(to name: String, kind: ConnectionKind, usesEncryption: Bool) async -> Bool {
        let outbound = registry.all.filter { !$0.info.kind.isInbound && $0.info.kind != .manual }
        let limit: Int? =
            switch kind {
            case .outboundFullRelay: configuration.outboundFullRelayLimit
            case .blockRelayOnly: configuration.blockRelayLimit
            case .feeler, .addressFetch: nil
            case .inbound, .manual: 0
            }
        if let limit, outbound.count(where: { $0.info.kind == kind }) >= limit { return false }
        guard outbound.count < configuration.automaticLimit else { return false }
        await connect(to: .named(name), kind: kind, usesEncryption: usesEncryption)
        return true
    }
}
