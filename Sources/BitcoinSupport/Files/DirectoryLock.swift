import CSupport
import Glibc

/// Keeps a folder for this process alone, through the lock file that Bitcoin Core uses, too. The lock ends
/// with the process, however it ends.
public final class DirectoryLock: Sendable {
    /// Why a folder cannot be locked.
    public enum Failure: Error, Equatable, CustomStringConvertible {
        /// The lock file cannot be made.
        case unwritable(directory: String)
        /// Another process has the lock.
        case inUse(directory: String)

        /// The message for users.
        public var description: String {
            switch self {
            case .unwritable(let directory):
                "Cannot write to directory '\(directory)'; check permissions."
            case .inUse(let directory):
                "Cannot obtain a lock on directory \(directory). \(ClientVersion.clientName) is probably "
                    + "already running."
            }
        }
    }

    /// The folder.
    public let directory: String
    private let descriptor: Int32

    /// Locks a folder for as long as this object lives.
    public init(_ directory: String, fileName: String = ".lock") throws(Failure) {
        self.directory = directory
        let path = Path.join(directory, fileName)
        descriptor = FileCalls.open(path, O_RDWR | O_CREAT | O_CLOEXEC)
        guard descriptor >= 0 else {
            Log.error("Failed to open lock file \(path): \(SystemError.text(errno))")
            throw .unwritable(directory: directory)
        }
        guard support_lock_file(descriptor) == 0 else {
            Log.error("Error while attempting to lock directory \(directory): \(SystemError.text(errno))")
            close(descriptor)
            throw .inUse(directory: directory)
        }
    }

    deinit {
        close(descriptor)
    }
}
