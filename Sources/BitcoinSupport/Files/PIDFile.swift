import Glibc

/// The file that tells service managers the id of the node's process.
public enum PIDFile {
    /// The name if `-pid` says nothing else.
    public static let defaultName = "bitcoind.pid"

    /// Writes the id of this process.
    public static func create(_ path: String) throws(ConfigurationError) {
        do {
            try FileContents.write(Array("\(getpid())\n".utf8), to: path)
        } catch {
            throw ConfigurationError(
                "Unable to create the PID file '\(path)': \(SystemError.text(error.code))")
        }
    }

    /// Removes the file.
    public static func remove(_ path: String) {
        if FileCalls.removeFile(path) != 0 {
            Log.warning("Unable to remove PID file (\(path)): \(SystemError.text(errno))")
        }
    }
}
