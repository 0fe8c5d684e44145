/// Why this machine's key cannot be used.
public enum KeyError: Error, Hashable, CustomStringConvertible {
    /// There is none.
    case missing(path: String)
    /// Everyone can read it.
    case exposed(path: String)
    /// The file cannot be read, or holds something else.
    case unusable(path: String, reason: String)

    /// What is wrong, and what to do.
    public var description: String {
        switch self {
        case .missing(let path):
            "This machine has no key for connections beyond loopback at \(path): 'bitcoin-util ipckey' makes one."
        case .exposed(let path):
            "The key at \(path) can be read by every user: 'chmod o= \(path)' ends that."
        case .unusable(let path, let reason):
            "The key at \(path) cannot be used: \(reason)"
        }
    }
}
