import BitcoinSupport

/// Reads and writes files away from the user interface, which a slow disk would hold up.
public enum FileWork {
    /// All bytes of a file. Files larger than `limit` bytes are refused.
    public static func read(_ path: String, limit: Int) async throws -> [UInt8] {
        try await Task.detached { try FileContents.read(path, limit: limit) }.value
    }

    /// Writes a file and waits until it is on the disk.
    public static func write(_ contents: [UInt8], to path: String) async throws {
        try await Task.detached { try FileContents.write(contents, to: path) }.value
    }
}
