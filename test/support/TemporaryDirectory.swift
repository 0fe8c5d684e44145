import Glibc

/// A folder of its own for a test, removed with all that is in it when the test lets it go.
public final class TemporaryDirectory: Sendable {
    /// Where it is.
    public let path: String

    /// Makes the folder.
    public init() {
        var template = Array("/tmp/bitcoin-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { fatalError("no temporary folder") }
        path = template.withUnsafeBufferPointer { buffer in
            String(decoding: buffer.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }

    deinit {
        _ = try? TestData.output(of: "rm -rf '\(path)'")
    }

    /// The path of something in it.
    public func file(_ name: String) -> String { "\(path)/\(name)" }
}
