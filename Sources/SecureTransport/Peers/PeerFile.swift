import BitcoinInterfaces
import BitcoinSupport
import Glibc
import Synchronization

/// The file with the keys of other machines, read anew when it has changed.
public final class PeerFile: Sendable {
    /// The file cannot be used. Nobody is known then.
    public struct Unreadable: Error, CustomStringConvertible {
        /// Which file, and why.
        public let description: String
    }

    /// The largest file, in bytes: some ten thousand keys.
    private static let maximumSize = 1 << 20

    /// What tells one version of the file from another.
    private struct Version: Equatable {
        var inode: ino_t
        var size: off_t
        var seconds: time_t
        var nanoseconds: Int
    }

    private let folder: KeyFolder
    private let latest = Mutex<(version: Version, list: PeerList)?>(nil)

    /// The file of a folder.
    public init(in folder: KeyFolder) {
        self.folder = folder
    }

    /// Who is known now: nobody where there is no file.
    public func list() throws(Unreadable) -> PeerList {
        let path = folder.peersPath
        // Before it is read: a change in between is seen the next time.
        guard let version = Self.version(path) else { return PeerList() }
        if let known = latest.withLock({ $0 }), known.version == version { return known.list }
        do {
            let bytes = try FileContents.read(path, limit: Self.maximumSize)
            let list = try PeerList(String(decoding: bytes, as: UTF8.self))
            latest.withLock { $0 = (version, list) }
            return list
        } catch {
            throw Unreadable(description: "\(path): \(error)")
        }
    }

    /// Changes the list. Whoever uses it knows of that at once.
    public func change(_ body: (inout PeerList) throws -> Void) throws {
        try folder.changing {
            var list = try self.list()
            try body(&list)
            try FileContents.replace(folder.peersPath, with: Array(list.text.utf8), permissions: 0o600)
        }
    }

    private static func version(_ path: String) -> Version? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Version(
            inode: status.st_ino, size: status.st_size, seconds: status.st_mtim.tv_sec,
            nanoseconds: status.st_mtim.tv_nsec)
    }
}
