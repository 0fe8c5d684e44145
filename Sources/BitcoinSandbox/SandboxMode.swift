/// What `-sandbox` asks for.
public enum SandboxMode: String, Sendable, CaseIterable {
    /// Whatever this kernel has.
    case auto
    /// All of it, or no start.
    case require
    /// Nothing.
    case off

    /// Reads the value of `-sandbox`. A negated option is `0`.
    public init(option text: String) throws(SandboxError) {
        if text == "0" {
            self = .off
        } else if let mode = SandboxMode(rawValue: text) {
            self = mode
        } else {
            throw .unknownMode(text)
        }
    }
}
