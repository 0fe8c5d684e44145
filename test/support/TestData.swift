import Glibc

/// Real chain data and published vectors, which are not part of the repository. Tests that need them
/// say `.enabled(if: TestData.isAvailable)` and are skipped where they are missing.
public enum TestData {
    /// The folder: `BITCOIN_TEST_DATA`, or `../shared/data` beside the repository.
    public static let root: String = {
        if let path = getenv("BITCOIN_TEST_DATA") { return String(cString: path) }
        let repository = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return "/\(repository)/../shared/data"
    }()

    /// Whether the folder is there.
    public static var isAvailable: Bool { access("\(root)/INDEX.md", R_OK) == 0 }

    /// The path of a file in the folder.
    public static func path(_ name: String) -> String { "\(root)/\(name)" }

    /// The contents of a file; one whose name ends in `.xz` is unpacked.
    public static func read(_ name: String) throws -> [UInt8] {
        let path = path(name)
        guard access(path, R_OK) == 0 else { throw TestToolError("cannot read \(path)") }
        if name.hasSuffix(".xz") { return try output(of: "xz -dc '\(path)'") }
        return try output(of: "cat '\(path)'")
    }

    /// What a shell command writes to its standard output.
    public static func output(of command: String) throws -> [UInt8] {
        guard let pipe = popen(command, "r") else { throw TestToolError("cannot run \(command)") }
        var bytes: [UInt8] = []
        let chunk = 1 << 16
        var buffer = [UInt8](repeating: 0, count: chunk)
        while true {
            let count = fread(&buffer, 1, chunk, pipe)
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        guard pclose(pipe) == 0 else { throw TestToolError("\(command) failed") }
        return bytes
    }
}

/// A failure of the test's own tools.
public struct TestToolError: Error, CustomStringConvertible {
    /// What went wrong.
    public let description: String

    init(_ description: String) { self.description = description }
}
