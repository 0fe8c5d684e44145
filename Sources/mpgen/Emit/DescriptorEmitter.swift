/// Writes what both sides of a call need to know of an interface.
struct DescriptorEmitter {
    func emit(_ model: InterfaceModel, to writer: inout SourceWriter) {
        writer.line("/// `\(model.schemaName)` as it is on the wire.")
        writer.block("enum \(model.name)Interface") { writer in
            writer.line("static let id: UInt64 = \(Identifier.hexadecimal(model.node.id))")
            for method in model.methods { emit(method, of: model, &writer) }
            let names = model.methods.map { Identifier.quoted($0.method.name) }
            writer.list(
                "static let descriptor = InterfaceDescriptor",
                ["id: id", "name: \"\(model.schemaName)\""] + Self.array("methods", names), "")
        }
    }

    private func emit(_ method: MethodModel, of model: InterfaceModel, _ writer: inout SourceWriter) {
        var arguments = [
            "interfaceID: id", "ordinal: \(method.method.ordinal)",
            "name: \"\(model.schemaName).\(method.method.name)\"",
            "params: \(Self.layout(method.parameterLayout))", "results: \(Self.layout(method.resultLayout))",
        ]
        if let slot = method.contextSlot { arguments.append("contextSlot: \(slot)") }
        writer.list("static let \(Identifier.quoted(method.method.name)) = MethodDescriptor", arguments, "")
    }

    private static func layout(_ layout: (dataWords: Int, pointers: Int)) -> String {
        "StructLayout(dataWords: \(layout.dataWords), pointers: \(layout.pointers))"
    }

    /// An array as arguments that may be spread over lines.
    private static func array(_ label: String, _ elements: [String]) -> [String] {
        guard let first = elements.first, let last = elements.last else { return ["\(label): []"] }
        if elements.count == 1 { return ["\(label): [\(first)]"] }
        return ["\(label): [\(first)"] + elements.dropFirst().dropLast() + ["\(last)]"]
    }
}
