/// What the compiler read: every node that the requested files need, and the files to write output for.
struct Schema {
    /// A `.capnp` file to generate code for.
    struct RequestedFile {
        let id: UInt64
        /// The name as it was given to the compiler.
        let filename: String
    }

    let nodes: [UInt64: Node]
    let requestedFiles: [RequestedFile]

    /// The node with this id. The compiler sends every node that another refers to.
    func node(_ id: UInt64) throws(SchemaError) -> Node {
        guard let node = nodes[id] else { throw .missingNode(id) }
        return node
    }

    /// The struct with this id.
    func structure(_ id: UInt64) throws(SchemaError) -> (Node, Node.Structure) {
        let node = try node(id)
        guard case .structure(let structure) = node.kind else { throw .unexpectedNode(node.displayName) }
        return (node, structure)
    }

    /// The nodes declared directly inside a node, in the order of the source.
    func children(of node: Node) throws(SchemaError) -> [Node] {
        var children: [Node] = []
        for id in node.nestedNodes {
            // Declarations that nothing generated refers to, such as unused annotations, may be left out.
            if let child = nodes[id] { children.append(child) }
        }
        return children
    }
}

/// Why a schema cannot be turned into Swift.
enum SchemaError: Error, CustomStringConvertible {
    case missingNode(UInt64)
    case unexpectedNode(String)
    case unknownVariant(what: String, UInt16)
    case unsupported(place: String, what: String)

    var description: String {
        switch self {
        case .missingNode(let id): "the request has no node 0x\(String(id, radix: 16))"
        case .unexpectedNode(let name): "\(name) is not what its use says that it is"
        case .unknownVariant(let what, let value):
            "the compiler is newer than mpgen: \(what) \(value) is unknown"
        case .unsupported(let place, let what): "\(place): \(what)"
        }
    }
}
