import BitcoinSupport
import CSupport
import Glibc

/// A request as it travels: one byte for the call, four each for flags and permissions, then the path.
struct BrokerRequest: Equatable {
    enum Call: UInt8 {
        case open = 1
        case createFolder, removeFile, removeFolder
    }

    /// The longest path of the system, and the head.
    static let maximumSize = 4096 + headSize
    private static let headSize = 9

    var call: Call
    var flags: Int32 = 0
    var permissions: mode_t = 0
    var path: String

    init(_ call: Call, _ path: String, flags: Int32 = 0, permissions: mode_t = 0) {
        self.call = call
        self.path = path
        self.flags = flags
        self.permissions = permissions
    }

    /// Reads a request; `nil` if it is none.
    init?(bytes: some Collection<UInt8>) {
        let bytes = Array(bytes)
        guard bytes.count > Self.headSize, bytes.count <= Self.maximumSize,
            let call = Call(rawValue: bytes[0]),
            let path = String(validating: bytes[Self.headSize...], as: UTF8.self)
        else { return nil }
        self.init(
            call, path, flags: Int32(bitPattern: Self.word(bytes[1...4])),
            permissions: Self.word(bytes[5...8]))
    }

    var bytes: [UInt8] {
        [call.rawValue] + Self.bytes(UInt32(bitPattern: flags)) + Self.bytes(permissions) + Array(path.utf8)
    }

    static func bytes(_ word: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
    }

    static func word(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
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
