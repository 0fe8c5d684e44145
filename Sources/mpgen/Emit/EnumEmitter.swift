/// Writes the Swift form of an enumeration.
struct EnumEmitter {
    let names: TypeNames

    func emit(_ node: Node, _ enumerants: [Node.Enumerant], to writer: inout SourceWriter) throws {
        let name = try names.ownName(of: node)
        if node.annotations.has(.wrapped) {
            emitConversion(name, enumerants, &writer)
        } else {
            emitDeclaration(name, node, enumerants, &writer)
        }
    }

    private func emitDeclaration(
        _ name: String, _ node: Node, _ enumerants: [Node.Enumerant], _ writer: inout SourceWriter
    ) {
        writer.documentation(node.documentation)
        writer.block("enum \(name): UInt16, EnumValue, CaseIterable") { writer in
            for (number, enumerant) in enumerants.enumerated() {
                writer.documentation(enumerant.documentation)
                writer.line("case \(Identifier.quoted(enumerant.swiftName)) = \(number)")
            }
        }
    }

    private func emitConversion(
        _ name: String, _ enumerants: [Node.Enumerant], _ writer: inout SourceWriter
    ) {
        writer.block("extension \(name): EnumValue") { writer in
            writer.line("/// The case with this number.")
            writer.block("public init(wire: UInt16) throws") { writer in
                writer.line("switch wire {")
                for (number, enumerant) in enumerants.enumerated() {
                    writer.line("case \(number): self = .\(Identifier.quoted(enumerant.swiftName))")
                }
                writer.line("default: throw MessageError.unknownNumber(wire, of: \"\(name)\")")
                writer.line("}")
            }
            writer.line()
            writer.line("/// The number of the case.")
            writer.block("public var wire: UInt16") { writer in
                writer.line("switch self {")
                for (number, enumerant) in enumerants.enumerated() {
                    writer.line("case .\(Identifier.quoted(enumerant.swiftName)): \(number)")
                }
                writer.line("}")
            }
        }
    }
}
