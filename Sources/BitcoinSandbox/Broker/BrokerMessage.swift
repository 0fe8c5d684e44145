import BitcoinSupport
import CSupport
import Glibc

/// A request as it travels: one byte for the call, four each for flags and permissions, then the path and, each after a
/// zero byte, further texts.
struct BrokerRequest: Equatable {
    enum Call: UInt8 {
        case open = 1
        case createFolder, removeFile, removeFolder, rename
        // Of a steward only.
        case startProgram, startCommand, startSteward, finish
    }

    /// Two of the longest paths of the system, and the head.
    static let maximumSize = 2 * 4096 + headSize
    private static let headSize = 9

    var call: Call
    var flags: Int32 = 0
    var permissions: mode_t = 0
    var path: String
    /// The other path of what has two; of a command its values.
    var more: [String] = []

    init(_ call: Call, _ path: String, flags: Int32 = 0, permissions: mode_t = 0, more: [String] = []) {
        self.call = call
        self.path = path
        self.more = more
        self.flags = flags
        self.permissions = permissions
    }

    /// Reads a request; `nil` if it is none.
    init?(bytes: some Collection<UInt8>) {
        let bytes = Array(bytes)
        guard bytes.count > Self.headSize, bytes.count <= Self.maximumSize,
            let call = Call(rawValue: bytes[0]),
            let text = String(validating: bytes[Self.headSize...], as: UTF8.self)
        else { return nil }
        let texts = text.split(separator: "\0", omittingEmptySubsequences: false).map(String.init)
        guard Self.hasExpectedTexts(call, texts.count) else { return nil }
        self.init(
            call, texts[0], flags: Int32(bitPattern: Self.word(bytes[1...4])),
            permissions: Self.word(bytes[5...8]), more: Array(texts.dropFirst()))
    }

    /// Whether doing it twice is as good as doing it once.
    var canBeRepeated: Bool { call == .finish || (call == .open && flags & O_EXCL == 0) }

    private static func hasExpectedTexts(_ call: Call, _ count: Int) -> Bool {
        switch call {
        case .open, .createFolder, .removeFile, .removeFolder, .startProgram, .startSteward, .finish:
            count == 1
        case .rename: count == 2
        // Marks and values come in pairs.
        case .startCommand: count % 2 == 1
        }
    }

    var bytes: [UInt8] {
        [call.rawValue] + Self.bytes(UInt32(bitPattern: flags)) + Self.bytes(permissions)
            + Array(([path] + more).joined(separator: "\0").utf8)
    }

    static func bytes(_ word: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
    }

    static func word(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }
}

/// An answer as it travels: the system's code, or 0, and a number; perhaps with a descriptor.
struct BrokerAnswer: Equatable {
    static let size = 8

    var code: Int32 = 0
    var number: Int32 = 0
    var descriptor: Int32 = -1

    init(code: Int32 = 0, number: Int32 = 0, descriptor: Int32 = -1) {
        self.code = code
        self.number = number
        self.descriptor = descriptor
    }

    /// The answer that the result of a system call amounts to.
    init(ofCall result: Int32) {
        self.init(code: result < 0 ? errno : 0)
    }

    /// The answer with what was opened.
    init(opened descriptor: Int32) {
        self.init(code: descriptor < 0 ? errno : 0, descriptor: descriptor)
    }

    init?(bytes: ArraySlice<UInt8>, descriptor: Int32) {
        guard bytes.count == Self.size else { return nil }
        self.init(
            code: Int32(bitPattern: BrokerRequest.word(bytes.prefix(4))),
            number: Int32(bitPattern: BrokerRequest.word(bytes.dropFirst(4))), descriptor: descriptor)
    }

    var bytes: [UInt8] {
        BrokerRequest.bytes(UInt32(bitPattern: code)) + BrokerRequest.bytes(UInt32(bitPattern: number))
    }
}

/// Descriptors over sockets.
enum DescriptorPassing {
    /// Sends bytes with a descriptor, if there is one. Says whether all of them went out.
    static func send(_ bytes: [UInt8], _ descriptor: Int32, over socket: Int32) -> Bool {
        while true {
            let count = support_send(socket, bytes, bytes.count, descriptor)
            if count < 0, errno == EINTR { continue }
            return count == bytes.count
        }
    }

    /// Receives bytes with the descriptor that came along, or -1. `nil` at the end.
    static func receive(_ size: Int, from socket: Int32) -> (bytes: ArraySlice<UInt8>, descriptor: Int32)? {
        var buffer = [UInt8](repeating: 0, count: size)
        var descriptor: Int32 = -1
        while true {
            let count = support_receive(socket, &buffer, size, &descriptor)
            if count < 0, errno == EINTR { continue }
            return count > 0 ? (buffer[..<count], descriptor) : nil
        }
    }
}
