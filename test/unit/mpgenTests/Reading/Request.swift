import BitcoinTesting
import Glibc

@testable import mpgen

/// Makes requests as the compiler makes them, from schemas that a test writes.
enum Request {
    /// Whether there is a compiler to make them.
    static let isPossible: Bool =
        (try? TestData.output(of: "capnp --version >/dev/null 2>&1; echo $?")) == Array("0\n".utf8)

    private static let schemas: String = {
        let root = #filePath.split(separator: "/").dropLast(5).joined(separator: "/")
        return "/\(root)/Sources/BitcoinIPC/Schemas"
    }()

    /// The request for a schema of this text.
    static func bytes(_ schema: String, packed: Bool = false) throws -> [UInt8] {
        let directory = TemporaryDirectory()
        let file = directory.file("test.capnp")
        guard let handle = fopen(file, "w") else { throw FileError("Cannot write \(file)") }
        fputs("@0xbf5147cbbecf40c1;\nusing Proxy = import \"/mp/proxy.capnp\";\n", handle)
        fputs("using Swift = import \"/mp/swift.capnp\";\n\(schema)\n", handle)
        fclose(handle)
        return try TestData.output(
            of: "capnp compile -I'\(schemas)' --src-prefix='\(directory.path)' -o- '\(file)'")
    }

    /// What is generated for a schema of this text, without the file for all schemas together.
    static func generate(_ schema: String) throws -> String {
        let outputs = try Generator.generate(from: bytes(schema))
        return outputs.first { $0.path != Generator.digestFile }?.text ?? ""
    }
}
