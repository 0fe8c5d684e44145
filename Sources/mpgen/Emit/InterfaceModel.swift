/// An interface with its methods as they are in Swift.
struct InterfaceModel {
    let node: Node
    /// The name of the protocol, without type arguments.
    let name: String
    /// `<T: PointerValue>` of a generic interface.
    let parameterClause: String
    /// `<T>` of a generic interface.
    let arguments: String
    let methods: [MethodModel]
    /// What the interface extends, the nearest first, each once.
    let ancestors: [Ancestor]

    /// An interface that is extended, with the type arguments that it has there.
    struct Ancestor {
        let model: InterfaceModel
        let arguments: String
    }

    /// The name of the interface in the schema.
    var schemaName: String { node.name }

    /// The methods that end the life of the served object, here and in what is extended.
    var destructors: [(interface: String, method: MethodModel)] {
        ([self] + ancestors.map(\.model)).flatMap { model in
            model.methods.filter { $0.kind == .destroy }.map { ("\(model.name)Interface", $0) }
        }
    }

    init(_ node: Node, _ interface: Node.Interface, resolver: MemberResolver) throws {
        self.node = node
        name = try resolver.names.ownName(of: node)
        parameterClause = resolver.names.parameterClause(of: node)
        arguments = node.parameters.isEmpty ? "" : "<\(node.parameters.joined(separator: ", "))>"
        methods = try interface.methods.map { try MethodModel($0, of: node, resolver: resolver) }
            .sorted { $0.method.codeOrder < $1.method.codeOrder }
        var ancestors: [Ancestor] = []
        var seen: Set<UInt64> = [node.id]
        for superclass in interface.superclasses {
            let parent = try resolver.schema.node(superclass.id)
            guard case .interface(let declaration) = parent.kind else {
                throw SchemaError.unexpectedNode(parent.displayName)
            }
            let model = try InterfaceModel(parent, declaration, resolver: resolver)
            let full = try resolver.names.name(
                of: parent.id, brand: superclass.brand, place: node.displayName)
            if seen.insert(parent.id).inserted {
                ancestors.append(Ancestor(model: model, arguments: MemberResolver.split(full).arguments))
            }
            for further in model.ancestors where seen.insert(further.model.node.id).inserted {
                guard further.arguments.isEmpty else {
                    throw SchemaError.unsupported(
                        place: node.displayName, what: "extends a generic interface at second hand")
                }
                ancestors.append(further)
            }
        }
        self.ancestors = ancestors
    }
}

/// A method as it is in Swift.
struct MethodModel {
    enum Kind {
        case ordinary
        /// `destroy`: ends the life of the served object.
        case destroy
        /// `construct`: the exchange of thread maps when a connection begins.
        case construct
    }

    /// The ids of libmultiprocess's own types.
    private enum ProxyType {
        static let threadMap: UInt64 = 0xee5e_3717_9ad9_dc9d
        static let context: UInt64 = 0x9c44_e664_5d0b_22c6
        /// The result type of a streaming method, of Cap'n Proto itself.
        static let streamResult: UInt64 = 0x995f_9a33_77c0_b16e
    }

    let method: Method
    let kind: Kind
    let name: String
    let parameters: [Parameter]
    let results: [Member]
    /// The results that stand for an error that was thrown.
    let exceptions: [Member]
    let parameterLayout: (dataWords: Int, pointers: Int)
    let resultLayout: (dataWords: Int, pointers: Int)
    /// The pointer slot of the caller's context.
    let contextSlot: Int?

    /// The type that several results make up together.
    var resultType: String? { method.annotations.text(.result) }
    var isBlocking: Bool { method.annotations.has(.blocking) }

    init(_ method: Method, of node: Node, resolver: MemberResolver) throws {
        let place = "\(node.displayName).\(method.name)"
        guard method.implicitParameters.isEmpty else {
            throw SchemaError.unsupported(
                place: place, what: "methods with type parameters have no Swift form")
        }
        let (_, parameters) = try resolver.schema.structure(method.parameters)
        var results = Node.Structure.empty
        if method.results != ProxyType.streamResult {
            results = try resolver.schema.structure(method.results).1
        }
        guard parameters.discriminantCount == 0, results.discriminantCount == 0 else {
            throw SchemaError.unsupported(
                place: place, what: "parameters and results cannot be unions; use a struct")
        }
        self.method = method
        name = method.swiftName
        parameterLayout = (parameters.dataWords, parameters.pointerCount)
        resultLayout = (results.dataWords, results.pointerCount)
        contextSlot = Self.slot(of: ProxyType.context, in: parameters)
        self.parameters = try resolver.members(parameters.fields, place: place)
            .filter { !$0.access.isVoid }.map { try Parameter($0, resolver: resolver, place: place) }
        let members = try resolver.members(results.fields, place: place).filter { !$0.access.isVoid }
        self.results = members.filter { !$0.field.annotations.has(.exception) }
        exceptions = members.filter { $0.field.annotations.has(.exception) }
        if Self.slot(of: ProxyType.threadMap, in: parameters) != nil
            || Self.slot(of: ProxyType.threadMap, in: results) != nil
        {
            kind = .construct
        } else if method.name == "destroy" && self.parameters.isEmpty && members.isEmpty {
            kind = .destroy
        } else {
            kind = .ordinary
        }
        guard kind != .construct || (self.parameters.isEmpty && members.isEmpty) else {
            throw SchemaError.unsupported(
                place: place, what: "thread maps are exchanged by a method of their own")
        }
    }

    private static func slot(of id: UInt64, in structure: Node.Structure) -> Int? {
        for field in structure.fields {
            switch field.kind {
            case .slot(let slot, .structure(id, _), _, _), .slot(let slot, .interface(id, _), _, _):
                return slot
            default: continue
            }
        }
        return nil
    }

    /// What the method returns; `nil` for nothing.
    var returnType: String? {
        if let resultType { return resultType }
        switch results.count {
        case 0: return nil
        case 1: return results[0].declaredType
        default: return "(\(results.map { "\($0.name): \($0.declaredType)" }.joined(separator: ", ")))"
        }
    }
}

extension Node.Structure {
    static var empty: Node.Structure {
        Node.Structure(
            dataWords: 0, pointerCount: 0, isGroup: false, discriminantCount: 0, discriminantOffset: 0,
            fields: [])
    }
}
