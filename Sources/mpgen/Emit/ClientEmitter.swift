/// Writes the type that calls an interface of another process.
struct ClientEmitter {
    func emit(_ model: InterfaceModel, to writer: inout SourceWriter) {
        writer.line("/// Calls `\(model.name)` of another process.")
        let conformances = "\(model.name), InterfaceClient"
        writer.block("struct \(model.name)Client\(model.parameterClause): \(conformances)") { writer in
            writer.line("let capability: CapabilityClient")
            for method in model.methods {
                writer.line()
                emit(method, of: model, &writer)
            }
            for ancestor in model.ancestors {
                for method in ancestor.model.methods {
                    writer.line()
                    emit(method, inheritedFrom: ancestor, &writer)
                }
            }
        }
    }

    private func emitHead(_ method: MethodModel, _ writer: inout SourceWriter) {
        let head = "func \(Identifier.quoted(method.name))"
        let arguments = method.parameters.flatMap(\.declarations)
        let result = method.returnType.map { " -> \($0)" } ?? ""
        guard !writer.fits(") async throws\(result) {"), method.resultType == nil, method.results.count > 1
        else {
            return writer.list(head, arguments, " async throws\(result) {", isDeclaration: true)
        }
        // A tuple that does not fit has a line for each of its elements.
        writer.list(head, arguments, " async throws -> (", isDeclaration: true)
        writer.indented { writer in
            for (index, member) in method.results.enumerated() {
                let comma = index == method.results.count - 1 ? "" : ","
                writer.line("\(member.name): \(member.declaredType)\(comma)")
            }
        }
        writer.line(") {")
    }

    /// A method of an interface that is extended: its own client knows how.
    private func emit(
        _ method: MethodModel, inheritedFrom ancestor: InterfaceModel.Ancestor, _ writer: inout SourceWriter
    ) {
        let client = "\(ancestor.model.name)Client\(ancestor.arguments)(capability: capability)"
        guard method.kind != .construct else {
            writer.block("func \(Identifier.quoted(method.name))(thread: String? = nil) async throws") {
                writer in
                writer.line("try await \(client).\(method.name)(thread: thread)")
            }
            return
        }
        emitHead(method, &writer)
        writer.indented { writer in
            let arguments = method.parameters.flatMap { parameter in
                (parameter.parts ?? [parameter.member]).map { member in
                    (member.field.label.map { "\($0): " } ?? "") + Identifier.quoted(member.name)
                }
            }
            writer.list("try await \(client).\(method.name)", arguments, "")
        }
        writer.line("}")
    }

    private func emit(_ method: MethodModel, of model: InterfaceModel, _ writer: inout SourceWriter) {
        let descriptor = "\(model.name)Interface.\(Identifier.quoted(method.method.name))"
        switch method.kind {
        case .construct:
            writer.line("/// Begins the connection; see `CapabilityClient.construct`.")
            writer.block("func \(Identifier.quoted(method.name))(thread: String? = nil) async throws") {
                writer in
                writer.line("try await capability.construct(\(descriptor), thread: thread)")
            }
        case .destroy:
            writer.line(
                "/// Ends the life of the object at the other side, without waiting for the last reference.")
            writer.block("func \(Identifier.quoted(method.name))() async throws") { writer in
                writer.line("try await capability.call(\(descriptor))")
            }
        case .ordinary:
            emitHead(method, &writer)
            writer.indented { emitCall(method, descriptor, &$0) }
            writer.line("}")
        }
    }

    private func emitCall(_ method: MethodModel, _ descriptor: String, _ writer: inout SourceWriter) {
        let results = Self.shortResults(method)
        if method.parameters.isEmpty, let results, results.isEmpty {
            return writer.line("try await capability.call(\(descriptor))")
        }
        if method.parameters.isEmpty, let results,
            writer.fits("try await capability.call(\(descriptor), \(results))")
        {
            return writer.line("try await capability.call(\(descriptor), \(results))")
        }
        writer.line("try await capability.call(")
        writer.indented { writer in
            let hasResults = results?.isEmpty != true
            writer.line("\(descriptor),\(Self.sizeHint(method))")
            if !method.parameters.isEmpty { emitParameters(method, isLast: !hasResults, &writer) }
            guard hasResults else { return }
            if let results, writer.fits("\(results))") {
                writer.line("\(results))")
            } else {
                emitResults(method, &writer)
            }
        }
    }

    /// How much room the message needs, where a parameter can be large.
    private static func sizeHint(_ method: MethodModel) -> String {
        let large = method.parameters.compactMap { parameter -> String? in
            guard case .always = parameter.member.presence, parameter.parts == nil else { return nil }
            return parameter.member.sizeExpression(parameter.value)
        }
        return large.isEmpty ? "" : " sizeHint: \(large.joined(separator: " + ")),"
    }

    private func emitParameters(_ method: MethodModel, isLast: Bool, _ writer: inout SourceWriter) {
        var statements = SourceWriter()
        for parameter in method.parameters { parameter.member.write(parameter.value, to: "$0", &statements) }
        let end = isLast ? "})" : "},"
        if statements.lines.count == 1, writer.fits("params: { \(statements.lines[0]) \(end)") {
            return writer.line("params: { \(statements.lines[0]) \(end)")
        }
        let view = method.unusedName("params")
        writer.line("params: { \(view) in")
        writer.indented { writer in
            for parameter in method.parameters { parameter.member.write(parameter.value, to: view, &writer) }
        }
        writer.line(end)
    }

    /// The closure that reads the results, if it is one expression: empty if there is nothing to read.
    private static func shortResults(_ method: MethodModel) -> String? {
        guard method.exceptions.isEmpty, method.resultType == nil else { return nil }
        switch method.results.count {
        case 0: return ""
        case 1:
            let value = method.results[0].read(from: "$0")
            return "results: { \(value.throwing ? "try " : "")\(value.code) }"
        default: return nil
        }
    }

    private func emitResults(_ method: MethodModel, _ writer: inout SourceWriter) {
        let view = method.unusedName("results")
        writer.line("results: { \(view) in")
        writer.indented { writer in
            for exception in method.exceptions {
                writer.block("if \(view).has(\(exception.slot))") { writer in
                    writer.line("throw try \(view).value(\(exception.slot)) as \(exception.type)")
                }
            }
            emitReturn(method, view, &writer)
        }
        writer.line("})")
    }

    private func emitReturn(_ method: MethodModel, _ view: String, _ writer: inout SourceWriter) {
        guard !method.results.isEmpty else { return }
        let values = method.results.map { (name: $0.name, value: $0.read(from: view)) }
        let attempt = values.contains { $0.value.throwing } ? "try " : ""
        let needsReturn = method.exceptions.isEmpty ? "" : "return "
        if values.count == 1, method.resultType == nil {
            return writer.line("\(needsReturn)\(attempt)\(values[0].value.code)")
        }
        let elements = values.map { "\($0.name): \($0.value.code)" }
        let head = "\(needsReturn)\(attempt)\(method.resultType ?? "")"
        if method.resultType != nil || writer.fits("\(head)(\(elements.joined(separator: ", ")))") {
            return writer.list(head, elements, "")
        }
        writer.list(head, elements, "", isDeclaration: true)
    }
}

extension MethodModel {
    /// The name, or a longer one where an argument has it already.
    func unusedName(_ name: String) -> String {
        let taken = Set(parameters.flatMap { ($0.parts ?? []).map(\.name) + [$0.member.name] })
        return taken.contains(name) ? "\(name)View" : name
    }
}

extension Member {
    /// How many bytes the value of an expression takes, for values that can be large.
    func sizeExpression(_ value: String) -> String? {
        switch access {
        case .text: "\(value).utf8.count"
        case .data: "\(value).count"
        default: nil
        }
    }
}
