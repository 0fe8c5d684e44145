import Glibc

/// What can go wrong with the files of the block store. Every case names the file and, where
/// there is one, the remedy.
public enum StorageError: Error, Equatable, CustomStringConvertible {
    /// No room: the disk, a quota or a file size limit.
    case diskFull(path: String)
    /// The operating system refused an operation.
    case system(operation: String, path: String, errorNumber: Int32)
    /// The file ends before the record does.
    case truncated(path: String, position: Int)
    /// What stands there is not what the index says.
    case damaged(path: String, position: Int, reason: String)
    /// A position that cannot hold a record.
    case noRecord(path: String, position: Int)
    /// `xor.dat` holds a key, but `-blocksxor=0` was given.
    case keyInUse(path: String, key: String)

    static func lastError(_ operation: String, _ path: String, _ code: Int32 = errno) -> StorageError {
        switch code {
        case ENOSPC, EDQUOT, EFBIG: .diskFull(path: path)
        default: .system(operation: operation, path: path, errorNumber: code)
        }
    }

    /// The file in question.
    public var path: String {
        switch self {
        case .diskFull(let path), .system(_, let path, _), .truncated(let path, _),
            .damaged(let path, _, _), .noRecord(let path, _), .keyInUse(let path, _):
            path
        }
    }

    /// Whether the disk is the reason, so that the node must stop rather than blame the data.
    public var isDiskFull: Bool {
        if case .diskFull = self { true } else { false }
    }

    /// The text for the log.
    public var description: String {
        switch self {
        case .diskFull(let path):
            "Disk space is too low! Could not write \(path). Free some space and restart."
        case .system(let operation, let path, let code):
            "Could not \(operation) \(path): \(String(cString: strerror(code)))"
        case .truncated(let path, let position):
            "\(path) ends in the middle of the record at \(position). "
                + "Restart with -reindex to rebuild the index from the files."
        case .damaged(let path, let position, let reason):
            "\(path) is damaged at \(position): \(reason). "
                + "Restart with -reindex to rebuild the index from the files."
        case .noRecord(let path, let position):
            "\(path) cannot hold a record at \(position). "
                + "Restart with -reindex to rebuild the index from the files."
        case .keyInUse(let path, let key):
            "The blocksdir XOR-key can not be disabled when a random key was already stored! "
                + "Stored key: '\(key)', stored path: '\(path)'."
        }
    }
}
