/// How large a struct's two sections are.
public struct StructLayout: Sendable, Equatable {
    /// The number of eight-byte words that hold scalars.
    public let dataWords: Int
    /// The number of pointer fields.
    public let pointers: Int

    /// Names both sizes, as the compiled schema gives them.
    public init(dataWords: Int, pointers: Int) {
        self.dataWords = dataWords
        self.pointers = pointers
    }
}

/// One method of an interface, as both ends of a call need to know it.
public struct MethodDescriptor: Sendable {
    /// The type id of the interface that declares the method.
    public let interfaceID: UInt64
    /// The method's number in its interface.
    public let ordinal: UInt16
    /// Interface and method, as the log shows them: `BlockTemplate.waitNext`.
    public let name: String
    /// The layout of the parameters.
    public let params: StructLayout
    /// The layout of the results.
    public let results: StructLayout
    /// The pointer slot of the `Proxy.Context` among the parameters; nil if the method has none.
    public let contextSlot: Int?

    /// Describes a method.
    public init(
        interfaceID: UInt64, ordinal: UInt16, name: String, params: StructLayout, results: StructLayout,
        contextSlot: Int? = nil
    ) {
        self.interfaceID = interfaceID
        self.ordinal = ordinal
        self.name = name
        self.params = params
        self.results = results
        self.contextSlot = contextSlot
    }
}

/// An interface of a schema.
public struct InterfaceDescriptor: Sendable {
    /// The interface's type id.
    public let id: UInt64
    /// The interface's name without its file.
    public let name: String
    /// The methods that the interface itself declares, by ordinal; nil where an ordinal is not used.
    let methods: [MethodDescriptor?]

    /// Describes an interface by the methods that it declares itself, in any order.
    public init(id: UInt64, name: String, methods: [MethodDescriptor]) {
        self.id = id
        self.name = name
        var table = [MethodDescriptor?](repeating: nil, count: Int(methods.map(\.ordinal).max() ?? 0) + 1)
        for method in methods { table[Int(method.ordinal)] = method }
        self.methods = table
    }

    func method(_ ordinal: UInt16) -> MethodDescriptor? {
        Int(ordinal) < methods.count ? methods[Int(ordinal)] : nil
    }
}
