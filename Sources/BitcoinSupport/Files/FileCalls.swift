import Glibc
import Synchronization

/// The system calls that name a file, for a process that a sandbox may keep from it: what the sandbox refuses is asked
/// of a broker, a process outside that decides whether it does the same in this one's stead.
///
/// All functions answer and set `errno` as the system calls do.
public enum FileCalls {
    private static let broker = Mutex<(any FileBroker)?>(nil)

    /// Asks this broker from now on.
    public static func ask(_ broker: any FileBroker) {
        Self.broker.withLock { $0 = broker }
    }

    /// Opens a file, or makes it.
    public static func open(_ path: String, _ flags: Int32, _ permissions: mode_t = 0o666) -> Int32 {
        orAsk(Glibc.open(path, flags, permissions)) {
            $0.open(plain(path), flags: flags, permissions: permissions)
        }
    }

    /// Opens a folder for listing or for waiting until it is on the disk.
    public static func openFolder(_ path: String) -> Int32 {
        open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    }

    /// Makes a folder.
    public static func createFolder(_ path: String, _ permissions: mode_t = 0o777) -> Int32 {
        orAsk(Glibc.mkdir(path, permissions)) {
            $0.createFolder(plain(path), permissions: permissions)
        }
    }

    /// Removes a file.
    public static func removeFile(_ path: String) -> Int32 {
        orAsk(Glibc.unlink(path)) { $0.removeFile(plain(path)) }
    }

    /// Removes an empty folder.
    public static func removeFolder(_ path: String) -> Int32 {
        orAsk(Glibc.rmdir(path)) { $0.removeFolder(plain(path)) }
    }

    /// Gives a file or folder another name, in place of a file that has it.
    public static func rename(_ path: String, to newPath: String) -> Int32 {
        orAsk(Glibc.rename(path, newPath)) { $0.rename(plain(path), to: plain(newPath)) }
    }

    /// The absolute path, without what would have to be looked up to be understood.
    private static func plain(_ path: String) -> String {
        let path = Path.absolute(path)
        guard Path.normalized(path) != path, let folder = Path.resolved(Path.parent(path)) else {
            return path
        }
        return Path.join(folder, Path.fileName(path))
    }

    /// Only what a sandbox refuses goes to the broker: that is `EACCES`, or `EXDEV` between two folders.
    private static func orAsk(_ result: Int32, _ ask: (any FileBroker) -> FileBrokerAnswer) -> Int32 {
        guard result < 0, errno == EACCES || errno == EXDEV, let broker = broker.withLock({ $0 }) else {
            return result
        }
        let answer = ask(broker)
        if answer.code != 0 {
            errno = answer.code
            return -1
        }
        return answer.descriptor
    }
}

/// Does for a process in a sandbox what it may have done and cannot do itself.
public protocol FileBroker: Sendable {
    /// Opens a file.
    func open(_ path: String, flags: Int32, permissions: mode_t) -> FileBrokerAnswer
    /// Makes a folder.
    func createFolder(_ path: String, permissions: mode_t) -> FileBrokerAnswer
    /// Removes a file.
    func removeFile(_ path: String) -> FileBrokerAnswer
    /// Removes an empty folder.
    func removeFolder(_ path: String) -> FileBrokerAnswer
    /// Gives a file or folder another name.
    func rename(_ path: String, to newPath: String) -> FileBrokerAnswer
}

/// What came of it.
public struct FileBrokerAnswer: Sendable, Equatable {
    /// The open file; 0 for what opens none.
    public var descriptor: Int32
    /// The system's code of the reason; 0 if it was done.
    public var code: Int32

    /// An answer.
    public init(descriptor: Int32 = 0, code: Int32 = 0) {
        self.descriptor = descriptor
        self.code = code
    }
}
