import Glibc
import Multiprocess
import Testing

/// The other end of a served connection, as bytes.
final class RawPeer: Sendable {
    let server: Connection
    private let descriptor: Int32

    init(_ fixture: Fixture, limits: Limits = Limits()) async throws {
        var ends: [Int32] = [0, 0]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        let state = fixture.state
        descriptor = ends[1]
        server = try await Connection.open(ends[0], on: fixture.serverLoop, side: .server, limits: limits) {
            _ in
            InitServer(state)
        }
    }

    func send(_ bytes: [UInt8]) {
        // The other side may have hung up, which is what is being tested.
        _ = bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    }

    /// Reads and drops what the server has sent, until nothing more has come for a while.
    func drain() async throws -> Int {
        var count = 0
        var quiet = 0
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        while quiet < 20 {
            let read = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
            if read > 0 {
                count += read
                quiet = 0
            } else {
                quiet += 1
                try await Task.sleep(for: .milliseconds(5))
            }
        }
        return count
    }

    func close() { Glibc.close(descriptor) }
}

/// Messages of Cap'n Proto's RPC protocol, word by word: a root pointer, the kind of message, and its struct.
enum RawMessages {
    /// Asks for the bootstrap object, as question 0.
    static let bootstrap = message([
        0x0001_0001_0000_0000, 8, 0x0001_0001_0000_0000, 0, 0,
    ])

    /// `Init.makeEcho` on the answer to question 0, as question 1.
    static let makeEcho = message([
        0x0001_0001_0000_0000, 2, 0x0003_0003_0000_0000, 0x0000_0001_0000_0001, InitInterface.id, 0,
        0x0001_0001_0000_0008, 0, 0, 0x0000_0001_0000_0000, 0x0001_0001_0000_0000, 0, 0,
    ])

    /// `Echo.wait` on the result of question 1, as question 2.
    static let wait = callOnResult(of: 1, method: 2, question: 2)

    /// `Echo.echo` on the result of question 2, which is not answered yet.
    static func callOnPromise(_ question: UInt32) -> [UInt8] {
        callOnResult(of: 2, method: 1, question: question)
    }

    /// `Echo.produce` on the result of question 1, with an object: such an answer is kept until it is let go.
    static func produce(_ count: UInt32, question: UInt32) -> [UInt8] {
        message([
            0x0001_0001_0000_0000, 2, 0x0003_0003_0000_0000, UInt64(question) | 6 << 32, EchoInterface.id, 0,
            0x0001_0001_0000_0008, 0x0002_0000_0000_001c, 0, 0x0000_0001_0000_0000, 0x0001_0001_0000_0000, 1,
            0x0000_000f_0000_0001, 0x0000_0001_0000_0004, 1, 0x0001_0001_0000_0004, 0,
            UInt64(count) | 1 << 32, 0,
        ])
    }

    private static func callOnResult(of answer: UInt64, method: UInt64, question: UInt32) -> [UInt8] {
        message([
            0x0001_0001_0000_0000, 2, 0x0003_0003_0000_0000, UInt64(question) | method << 32,
            EchoInterface.id, 0,
            0x0001_0001_0000_0008, 0, 0, 0x0000_0001_0000_0000, 0x0001_0001_0000_0000, answer,
            0x0000_000f_0000_0001, 0x0000_0001_0000_0004, 1,
        ])
    }

    private static func message(_ words: [UInt64]) -> [UInt8] {
        var bytes: [UInt8] = [0, 0, 0, 0]
        withUnsafeBytes(of: UInt32(words.count).littleEndian) { bytes += $0 }
        for word in words { withUnsafeBytes(of: word.littleEndian) { bytes += $0 } }
        return bytes
    }
}

/// What the system says about this process.
enum Memory {
    /// Bytes in memory.
    static func resident() -> Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        fgets(&line, 256, file)
        let fields = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            .split(separator: " ")
        return fields.count > 1 ? (Int(fields[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))) : 0
    }
}
