import Glibc

/// The open log file: appends whole lines, each with one system call, so that lines never interleave.
struct LogFile: ~Copyable {
    let path: String
    private var descriptor: Int32

    /// Opens or creates the file for appending.
    init?(path: String) {
        self.path = path
        descriptor = LogFile.open(path)
        if descriptor < 0 { return nil }
    }

    deinit {
        close(descriptor)
    }

    /// Opens the path again, after a log rotation has moved the old file away. The old file stays in use
    /// if that fails.
    mutating func reopen() {
        let new = LogFile.open(path)
        guard new >= 0 else { return }
        close(descriptor)
        descriptor = new
    }

    func write(_ text: String) {
        LogFile.write(text, to: descriptor)
    }

    /// Writes all of the text; gives up silently on an error, since there is nowhere to report it.
    static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                let written = Glibc.write(descriptor, rest.baseAddress, rest.count)
                if written < 0 {
                    if errno == EINTR { continue }
                    return
                }
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(written))
            }
        }
    }

    private static func open(_ path: String) -> Int32 {
        FileCalls.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC)
    }

    /// How much of an old log is kept.
    static let keptBytes = 10_000_000

    /// Cuts the file at this path down to its last `keptBytes` if it has grown over 11 million bytes.
    static func shrink(path: String) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0, Int(status.st_size) > 11 * (keptBytes / 10) else { return true }
        let descriptor = FileCalls.open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { return true }
        defer { close(descriptor) }
        var tail = [UInt8](repeating: 0, count: keptBytes)
        let count = pread(descriptor, &tail, keptBytes, Int(status.st_size) - keptBytes)
        guard count > 0, ftruncate(descriptor, 0) == 0 else { return false }
        return pwrite(descriptor, tail, count, 0) == count
    }
}
