import Glibc

/// What the system said when a file could not be read or written.
struct FileError: Error, CustomStringConvertible {
    let description: String

    init(_ what: String) {
        description = "\(what): \(String(cString: strerror(errno)))"
    }
}

/// Standard input and the files beside the working directory: all that a compiler plugin has to do with the system.
enum Files {
    /// All of standard input, up to one byte more than a message may have.
    static func readStandardInput() throws -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count <= Message.maximumBytes {
            let count = read(STDIN_FILENO, &buffer, buffer.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw FileError("Cannot read standard input")
            }
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        return bytes
    }

    /// Writes a message for the user.
    static func writeStandardError(_ text: String) {
        var bytes = ArraySlice(Array(text.utf8))
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }

    /// Writes a file, and makes the directories that it is to be in.
    static func write(_ text: String, to path: String) throws {
        for slash in path.indices where path[slash] == "/" && slash > path.startIndex {
            let directory = String(path[..<slash])
            if mkdir(directory, 0o777) != 0 && errno != EEXIST { throw FileError("Cannot make \(directory)") }
        }
        guard let file = fopen(path, "w") else { throw FileError("Cannot write \(path)") }
        let written =
            text.utf8.count == Array(text.utf8).withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, file) }
        guard fclose(file) == 0, written else { throw FileError("Cannot write \(path)") }
    }
}
