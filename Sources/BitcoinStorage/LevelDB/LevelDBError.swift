/// What can go wrong with a LevelDB database. The library reports errors as text; the cases say
/// which of them a caller can act on.
public enum LevelDBError: Error, Equatable, CustomStringConvertible {
    /// Another process (or another handle in this one) has the database open.
    case locked(path: String)
    /// A checksum or a structure on disk is wrong: the database has to be rebuilt.
    case corruption(path: String, message: String)
    /// The operating system refused: disk full, permissions, a missing file.
    case inputOutput(path: String, message: String)
    /// Options that do not fit the database on disk.
    case invalidArgument(path: String, message: String)
    /// The database was closed before.
    case closed(path: String)
    /// A stored value that has not the form it must have.
    case malformedValue(path: String, message: String)

    init(path: String, message: String) {
        if message.hasPrefix("IO error: lock ") {
            self = .locked(path: path)
        } else if message.hasPrefix("Corruption:") {
            self = .corruption(path: path, message: message)
        } else if message.hasPrefix("Invalid argument:") {
            self = .invalidArgument(path: path, message: message)
        } else {
            self = .inputOutput(path: path, message: message)
        }
    }

    /// The folder of the database.
    public var path: String {
        switch self {
        case .locked(let path), .closed(let path), .corruption(let path, _), .inputOutput(let path, _),
            .invalidArgument(let path, _), .malformedValue(let path, _):
            path
        }
    }

    /// Whether what is on disk is wrong, so that the database has to be made anew.
    public var isDamage: Bool {
        switch self {
        case .corruption, .malformedValue, .invalidArgument: true
        case .locked, .closed, .inputOutput: false
        }
    }

    /// What went wrong, with the folder.
    public var cause: String {
        switch self {
        case .locked(let path): "\(path) is in use by another process"
        case .closed(let path): "\(path) has been closed"
        case .corruption(let path, let message), .malformedValue(let path, let message),
            .inputOutput(let path, let message), .invalidArgument(let path, let message):
            "\(message) in \(path)"
        }
    }

    /// The text for the log, with the folder and what the user can do about it.
    public var description: String {
        switch self {
        case .locked, .closed, .invalidArgument:
            "Fatal LevelDB error: \(cause)"
        case .corruption, .malformedValue:
            "Fatal LevelDB error: \(cause). Restart with -reindex to rebuild the databases."
        case .inputOutput:
            "Fatal LevelDB error: \(cause). Check the free disk space and the permissions."
        }
    }
}
