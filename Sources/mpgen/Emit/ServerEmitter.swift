/// Writes the type that lets another process call an object of this one.
struct ServerEmitter {
    func emit(_ model: InterfaceModel, to writer: inout SourceWriter) {
        let existential = "any \(model.name)\(model.arguments)"
        let isDestructible = !model.destructors.isEmpty
        writer.line("/// Lets another process call `\(model.name)` of this one.")
        writer.block("final class \(model.name)Server\(model.parameterClause): CapabilityServer") { writer in
            let descriptors = ["\(model.name)Interface"] + model.ancestors.map { "\($0.model.name)Interface" }
            emitInterfaces(descriptors, &writer)
            writer.line()
            writer.line(
                isDestructible
                    ? "private let object: Destructible<\(existential)>"
                    : "private let object: \(existential)")
            writer.line()
            writer.block("init(_ object: \(existential))") { writer in
                writer.line("self.object = \(isDestructible ? "Destructible(object)" : "object")")
            }
            writer.line()
            emitDispatch(model, &writer)
            writer.line()
            emitServe(model, existential, &writer)
            for method in model.methods where method.kind == .ordinary {
                writer.line()
                emit(method, existential, &writer)
            }
        }
    }

    private func emitInterfaces(_ descriptors: [String], _ writer: inout SourceWriter) {
        let elements = descriptors.map { "\($0).descriptor" }
        let line = "static var interfaces: [InterfaceDescriptor] { [\(elements.joined(separator: ", "))] }"
        if writer.fits(line) { return writer.line(line) }
        writer.block("static var interfaces: [InterfaceDescriptor]") { writer in
            writer.line("[")
            writer.indented { writer in
                for element in elements { writer.line("\(element),") }
            }
            writer.line("]")
        }
    }

    /// The method that the runtime calls: it finds out which interface is meant.
    private func emitDispatch(_ model: InterfaceModel, _ writer: inout SourceWriter) {
        writer.block("func dispatch(_ call: CallContext) async throws") { writer in
            for destructor in model.destructors {
                let condition =
                    "call.interfaceID == \(destructor.interface).id && call.methodID == \(destructor.method.method.ordinal)"
                writer.block("if \(condition)") { $0.line("return object.destroy()") }
            }
            let object = model.destructors.isEmpty ? "object" : "object.get()"
            let attempt = "try await"
            guard !model.ancestors.isEmpty else {
                return writer.line("\(attempt) Self.serve(call, \(object))")
            }
            writer.line("switch call.interfaceID {")
            for ancestor in model.ancestors {
                let server = "\(ancestor.model.name)Server\(ancestor.arguments)"
                writer.line(
                    "case \(ancestor.model.name)Interface.id: \(attempt) \(server).serve(call, \(object))")
            }
            writer.line("default: \(attempt) Self.serve(call, \(object))")
            writer.line("}")
        }
    }

    private func emitServe(_ model: InterfaceModel, _ existential: String, _ writer: inout SourceWriter) {
        writer.line("/// Runs a call of a method that the interface itself declares.")
        writer.block("static func serve(_ call: CallContext, _ object: \(existential)) async throws") {
            writer in
            writer.line("switch call.methodID {")
            for method in model.methods.sorted(by: { $0.method.ordinal < $1.method.ordinal }) {
                switch method.kind {
                case .ordinary:
                    let function = Identifier.quoted(method.method.name)
                    writer.line("case \(method.method.ordinal): try await \(function)(call, object)")
                case .construct: writer.line("case \(method.method.ordinal): try call.construct()")
                case .destroy: continue
                }
            }
            writer.line("default: throw RemoteError(.unimplemented, \"Method not implemented.\")")
            writer.line("}")
        }
    }

    private func emit(_ method: MethodModel, _ existential: String, _ writer: inout SourceWriter) {
        let head = "private static func \(Identifier.quoted(method.method.name))"
        writer.list(
            head, ["_ call: CallContext", "_ object: \(existential)"], " async throws {", isDeclaration: true)
        writer.indented { writer in
            emitParameters(method, &writer)
            guard let exception = method.exceptions.first else {
                emitCall(method, &writer)
                return
            }
            writer.line("do {")
            writer.indented { emitCall(method, &$0) }
            writer.line("} catch let error as \(exception.type) {")
            writer.indented { $0.line("try call.results().setValue(\(exception.slot), error)") }
            writer.line("}")
        }
        writer.line("}")
    }

    private func emitParameters(_ method: MethodModel, _ writer: inout SourceWriter) {
        guard !method.parameters.isEmpty else { return }
        let view = method.unusedName("params")
        writer.line("let \(view) = try call.params()")
        for parameter in method.parameters {
            let member = parameter.member
            let value = member.read(from: view)
            let attempt = value.throwing ? "try " : ""
            let type = member.isTypeEvident ? "" : ": \(member.declaredType)"
            writer.assignment("let \(Identifier.quoted(member.name))\(type)", "\(attempt)\(value.code)")
        }
    }

    private func emitCall(_ method: MethodModel, _ writer: inout SourceWriter) {
        let result = method.unusedName("result")
        let isOnThread = method.isBlocking
        let binding = method.results.isEmpty ? "" : "let \(result) = "
        let arguments = method.parameters.flatMap(\.callArguments)
        if isOnThread {
            writer.line("\(binding)try await call.onThread {")
            writer.indented { $0.list("try await object.\(method.name)", arguments, "") }
            writer.line("}")
        } else {
            writer.list("\(binding)try await object.\(method.name)", arguments, "")
        }
        emitResults(method, result, &writer)
    }

    private func emitResults(_ method: MethodModel, _ result: String, _ writer: inout SourceWriter) {
        guard !method.results.isEmpty else { return }
        if method.results.count == 1, method.resultType == nil, case .always = method.results[0].presence {
            let hint = method.results[0].sizeExpression(result).map { "sizeHint: \($0)" } ?? ""
            return method.results[0].write(result, to: "call.results(\(hint))", &writer, isThrowing: true)
        }
        let view = method.unusedName("results")
        writer.line("let \(view) = try call.results()")
        for member in method.results {
            let value =
                method.results.count == 1 && method.resultType == nil ? result : "\(result).\(member.name)"
            member.write(value, to: view, &writer)
        }
    }
}
