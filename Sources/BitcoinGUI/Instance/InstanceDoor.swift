import BitcoinSupport
import Glibc

/// Keeps it to one program with windows for each data directory: the first keeps a door, through which later ones hand it
/// the links that they were started with.
///
/// The door is a socket in the network's folder, which only its owner may enter.
public final class InstanceDoor: Sendable {
    /// The lock decides who is the first; it ends with its process, however that ends.
    private let lock: DirectoryLock
    private let directory: String
    private let listener: Int32

    private static let lockName = ".gui.lock"
    private static let socketName = "gui.sock"
    /// The longest link that is taken, in bytes.
    static let mostBytes = 8192
    /// How long either side waits for the other, in seconds.
    private static let patienceSeconds = 5

    /// Takes the door of a folder; `nil` if another process has it. Throws if there can be none.
    public init?(_ directory: String) throws {
        try Path.createDirectories(directory)
        do throws(DirectoryLock.Failure) {
            lock = try DirectoryLock(directory, fileName: Self.lockName)
        } catch {
            if case .inUse = error { return nil }
            throw error
        }
        self.directory = directory
        // Of a process that was killed.
        unlink(Path.join(directory, Self.socketName))
        let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        self.listener = listener
        guard listener >= 0, Self.withAddress(directory, { bind(listener, $0, $1) }) == 0,
            listen(listener, 8) == 0
        else {
            let error = FileError(operation: "bind", path: Path.join(directory, Self.socketName))
            close(listener)
            throw error
        }
    }

    /// Takes the door away, in the way that a sandbox leaves for that.
    public func shut() {
        _ = FileCalls.removeFile(Path.join(directory, Self.socketName))
    }

    /// Has something done with whatever later programs hand over; an empty text only asks for the window.
    ///
    /// The door is there before that, so that a sandbox may be entered between.
    public func open(_ receive: @escaping @Sendable (String) -> Void) {
        let listener = listener
        startThread(named: "instances") {
            while true {
                let visitor = accept(listener, nil, nil)
                if visitor < 0 {
                    if errno == EINTR || errno == ECONNABORTED { continue }
                    return
                }
                Self.setPatience(visitor)
                if let text = Self.readLine(visitor) {
                    receive(text)
                    _ = Self.write("\n", to: visitor)
                }
                close(visitor)
            }
        }
    }

    /// Hands a text to the program that keeps the door of a folder. Returns whether it has taken it.
    public static func handOver(_ text: String, in directory: String) -> Bool {
        // The first may have the lock and not the door yet.
        for _ in 0..<(patienceSeconds * 10) {
            let visitor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
            guard visitor >= 0 else { return false }
            defer { close(visitor) }
            if withAddress(directory, { connect(visitor, $0, $1) }) == 0 {
                setPatience(visitor)
                let line = text.filter { !$0.isNewline } + "\n"
                return line.utf8.count <= mostBytes && write(line, to: visitor) && readLine(visitor) != nil
            }
            usleep(100_000)
        }
        return false
    }

    // MARK: Sockets

    private static func setPatience(_ descriptor: Int32) {
        var time = timeval(tv_sec: patienceSeconds, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &time, socklen_t(MemoryLayout<timeval>.size))
        }
    }

    /// A line without its end; `nil` if none comes, or too long a one.
    private static func readLine(_ descriptor: Int32) -> String? {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while line.count < mostBytes, recv(descriptor, &byte, 1, 0) == 1 {
            if byte == UInt8(ascii: "\n") { return String(validating: line, as: UTF8.self) }
            line.append(byte)
        }
        return nil
    }

    private static func write(_ text: String, to descriptor: Int32) -> Bool {
        let bytes = Array(text.utf8)
        return send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }

    /// The folder by its descriptor: a path may be longer than an address has room for.
    private static func withAddress(
        _ directory: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        let folder = FileCalls.open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return -1 }
        defer { close(folder) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { bytes in
            bytes.copyBytes(from: "/proc/self/fd/\(folder)/\(socketName)".utf8)
        }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
