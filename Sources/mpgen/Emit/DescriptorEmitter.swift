/// Writes what both sides of a call need to know of an interface.
struct DescriptorEmitter {
    func emit(_ model: InterfaceModel, to writer: inout SourceWriter) {
        writer.line("/// `\(model.schemaName)` as it is on the wire.")
        writer.block("enum \(model.name)Interface") { writer in
            writer.line("static let id: UInt64 = \(Identifier.hexadecimal(model.node.id))")
            for method in model.methods { emit(method, of: model, &writer) }
            emitDescriptor(model, &writer)
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

    private func emitDescriptor(_ model: InterfaceModel, _ writer: inout SourceWriter) {
        let head = "static let descriptor = InterfaceDescriptor("
        let names = model.methods.map { Identifier.quoted($0.method.name) }
        let line =
            "\(head)id: id, name: \"\(model.schemaName)\", methods: [\(names.joined(separator: ", "))])"
        if writer.fits(line) { return writer.line(line) }
        writer.line(head)
        writer.indented { writer in
            writer.line("id: id, name: \"\(model.schemaName)\",")
            writer.line("methods: [")
            writer.indented { writer in
                for name in names { writer.line("\(name),") }
            }
            writer.line("])")
        }
    }
}
