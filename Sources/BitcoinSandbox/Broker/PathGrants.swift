import BitcoinSupport
import Synchronization

/// The files and folders that a process in a sandbox may have besides those of its own: those that its user has named, in
/// an option or in a command. Authority goes with the name: who asks for a copy at a path means that path to be written.
public final class PathGrants: Sendable {
    /// SQLite's files beside a database.
    private static let companions = ["-journal", "-wal", "-shm"]

    private let paths = Mutex<[String: Int]>([:])

    /// No grants.
    public init() {}

    /// Grants a path, with all that is in it if it is a folder. What cannot be told apart from other paths is not granted.
    public func add(_ path: String) {
        guard Self.isPlain(path) else { return }
        paths.withLock { $0[path, default: 0] += 1 }
    }

    /// Takes one grant of a path back.
    public func remove(_ path: String) {
        paths.withLock { paths in
            guard let count = paths[path] else { return }
            paths[path] = count > 1 ? count - 1 : nil
        }
    }

    /// Whether a file or folder may be used.
    func allows(_ path: String) -> Bool {
        guard Self.isPlain(path) else { return false }
        return paths.withLock { paths in
            Self.withParents(path).contains { paths[$0] != nil }
                || Self.companions.contains { path.hasSuffix($0) && paths[String(path.dropLast($0.count))] != nil }
        }
    }

    /// Whether a folder leads to something granted, so that it may be made, and be waited for until it is on the disk.
    func leads(_ path: String) -> Bool {
        guard Self.isPlain(path) else { return false }
        let prefix = path == "/" ? path : path + "/"
        return paths.withLock { $0.keys.contains { $0.hasPrefix(prefix) } }
    }

    private static func isPlain(_ path: String) -> Bool {
        Path.isAbsolute(path) && path != "/" && Path.normalized(path) == path && !path.utf8.contains(0)
    }

    private static func withParents(_ path: String) -> [String] {
        Array(sequence(first: path) { $0 == "/" || $0.isEmpty ? nil : Path.parent($0) })
    }
}
