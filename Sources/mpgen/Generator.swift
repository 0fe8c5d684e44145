/// From a compiler's request to Swift files.
enum Generator {
    struct Output: Equatable {
        /// The file's name, relative to the directory for output.
        let path: String
        let text: String
    }

    /// The name of the file that holds what is to be said of all schemas together.
    static let digestFile = "Schemas.swift"

    /// Turns the bytes of a `CodeGeneratorRequest` into one file for each schema, and one for all of them.
    static func generate(from request: [UInt8]) throws -> [Output] {
        let schema = try SchemaReader.read(request)
        let emitter = FileEmitter(schema: schema)
        var outputs = try schema.requestedFiles.map {
            Output(path: "\($0.filename).swift", text: try emitter.emit($0))
        }
        outputs.append(Output(path: digestFile, text: emitter.emitDigest()))
        return outputs
    }
}
