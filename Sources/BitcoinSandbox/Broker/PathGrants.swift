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

    /// Grants a path, with all that is in it if it is a folder. Links in it count for where they lead now. What could mean
    /// another path as well is not granted.
    ///
    /// - Returns: what ``remove(_:)`` takes.
    @discardableResult
    public func add(_ path: String) -> String {
        guard let place = Self.place(of: path) else { return path }
        paths.withLock { $0[place, default: 0] += 1 }
        return place
    }

    /// Takes one grant of a path back.
    public func remove(_ path: String) {
        paths.withLock { paths in
            guard let count = paths[path] else { return }
            paths[path] = count > 1 ? count - 1 : nil
        }
    }

    /// Whether a file or folder may be used, by the path that ``place(of:)`` gives.
    func allows(_ path: String) -> Bool {
        paths.withLock { paths in
            Self.withParents(path).contains { paths[$0] != nil }
                || Self.companions.contains {
                    path.hasSuffix($0) && paths[String(path.dropLast($0.count))] != nil
                }
        }
    }

    /// Whether a folder leads to something granted, so that it may be made, and be waited for until it is on the disk.
    func leads(_ path: String) -> Bool {
        let prefix = path == "/" ? path : path + "/"
        return paths.withLock { $0.keys.contains { $0.hasPrefix(prefix) } }
    }

    /// Where a path leads once all links on the way have been followed, as far as there is anything; `nil` for paths that
    /// could mean something else.
    static func place(of path: String) -> String? {
        guard isPlain(path) else { return nil }
        if let resolved = Path.resolved(path) { return resolved }
        let parent = Path.parent(path)
        if parent == "/" { return path }
        // What is there and leads nowhere would be made at its other end.
        guard !Path.isLink(path), let folder = place(of: parent) else { return nil }
        return Path.join(folder, Path.fileName(path))
    }

    private static func isPlain(_ path: String) -> Bool {
        Path.isAbsolute(path) && path != "/" && Path.normalized(path) == path && !path.utf8.contains(0)
    }

    private static func withParents(_ path: String) -> [String] {
        Array(sequence(first: path) { $0 == "/" || $0.isEmpty ? nil : Path.parent($0) })
    }
}
