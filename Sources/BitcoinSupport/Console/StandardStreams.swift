/// The program's error output.
public enum StandardError {
    /// Writes text at once.
    public static func write(_ text: String) {
        LogFile.write(text, to: 2)
    }
}

/// The program's output.
public enum StandardOutput {
    /// Writes text at once.
    public static func write(_ text: String) {
        LogFile.write(text, to: 1)
    }
}
