/// Why a file of estimates is not used.
public enum FeeEstimateFileError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Another version wrote it.
    case version(Int32, current: Int32)
    /// It ends too early.
    case truncated
    /// What it says cannot be.
    case corrupt(String)

    /// The message for the log.
    public var description: String {
        switch self {
        case .version(let version, let current):
            version > current
                ? "File version (\(version)) too high to be read."
                : "File version (\(version)) incompatible: Too old to be read"
        case .truncated: "end of file"
        case .corrupt(let problem): "Corrupt estimates file. \(problem)"
        }
    }
}
