import BitcoinCrypto
import BitcoinPrimitives
import BitcoinSupport

/// The transport in the clear: each message has 24 bytes in front that name it and tell its length and checksum.
public struct V1Transport: Transport {
    private let magic: [UInt8]
    private var header: [UInt8] = []
    private var payload: [UInt8] = []
    /// What the header said, once it is complete.
    private var expected: Header?

    /// Bytes in front of each message.
    static let headerSize = 24
    /// Memory is taken for no more bytes than these at once, whatever length a header claims.
    private static let largestStep = 262_144

    private struct Header {
        let command: [UInt8]
        let length: Int
        let checksum: [UInt8]
    }

    /// A transport that starts each message with the network's four bytes.
    public init(magic: [UInt8]) {
        self.magic = magic
        header.reserveCapacity(Self.headerSize)
    }

    /// In the clear.
    public var kind: TransportKind { .v1 }
    /// None.
    public var sessionID: Bytes32? { nil }

    /// Takes in bytes.
    public mutating func receive(_ bytes: [UInt8]) -> [TransportEvent] {
        var events: [TransportEvent] = []
        var position = 0
        while position < bytes.count || expected?.length == payload.count {
            guard let current = expected else {
                let taken = min(Self.headerSize - header.count, bytes.count - position)
                header += bytes[position..<position + taken]
                position += taken
                guard header.count == Self.headerSize else { break }
                switch readHeader() {
                case .success(let header): expected = header
                case .failure(let problem):
                    events.append(.failed(problem.text))
                    return events
                }
                continue
            }
            let taken = min(current.length - payload.count, bytes.count - position)
            if payload.capacity < payload.count + taken {
                payload.reserveCapacity(min(current.length, payload.count + taken + Self.largestStep))
            }
            payload += bytes[position..<position + taken]
            position += taken
            if payload.count == current.length { events.append(finish(current)) }
        }
        return events
    }

    private struct Problem: Error {
        let text: String
    }

    private func readHeader() -> Result<Header, Problem> {
        let start = Array(header[0..<4])
        guard start == magic else {
            return .failure(
                Problem(text: "Header error: Wrong MessageStart \(Hex.encode(start)) received"))
        }
        let command = Array(header[4..<16])
        let length = (0..<4).reduce(UInt32(0)) { $0 | UInt32(header[16 + $1]) << UInt32(8 * $1) }
        guard length <= UInt32(MessageLimits.payload) else {
            let name = SafeText.clean(Self.name(command))
            return .failure(Problem(text: "Header error: Size too large (\(name), \(length) bytes)"))
        }
        return .success(Header(command: command, length: Int(length), checksum: Array(header[20..<24])))
    }

    private mutating func finish(_ current: Header) -> TransportEvent {
        let body = payload
        payload = []
        header.removeAll(keepingCapacity: true)
        expected = nil
        let wireSize = Self.headerSize + body.count
        let name = Self.name(current.command)
        let checksum = Self.checksum(body)
        guard checksum == current.checksum else {
            let text =
                "Header error: Wrong checksum (\(SafeText.clean(name)), \(body.count) bytes), expected "
                + "\(Hex.encode(checksum)) was \(Hex.encode(current.checksum))"
            return .rejected(text, wireSize: wireSize)
        }
        guard Self.isValid(current.command) else {
            let text = "Header error: Invalid message type (\(SafeText.clean(name)), \(body.count) bytes)"
            return .rejected(text, wireSize: wireSize)
        }
        return .message(
            WireMessage(
                command: String(decoding: name, as: UTF8.self), payload: Bytes(body), wireSize: wireSize))
    }

    /// Puts the header in front of a message.
    public mutating func wrap(command: String, payload: Bytes) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.headerSize + payload.count)
        bytes += magic
        bytes += Self.field(command)
        withUnsafeBytes(of: UInt32(payload.count).littleEndian) { bytes += $0 }
        bytes += Self.checksum(payload.rawSpan)
        payload.span.withUnsafeBytes { bytes += $0 }
        return bytes
    }

    /// A message's name in twelve bytes.
    static func field(_ command: String) -> [UInt8] {
        let name = Array(command.utf8.prefix(WireMessage.maximumCommandLength))
        return name + [UInt8](repeating: 0, count: WireMessage.maximumCommandLength - name.count)
    }

    /// What stands before the first zero.
    static func name(_ field: [UInt8]) -> [UInt8] { Array(field.prefix { $0 != 0 }) }

    /// Whether the name is printable, and only zeroes follow it.
    static func isValid(_ field: [UInt8]) -> Bool {
        let name = name(field)
        return name.allSatisfy { (0x20...0x7E).contains($0) } && field[name.count...].allSatisfy { $0 == 0 }
    }

    private static func checksum(_ payload: [UInt8]) -> [UInt8] { checksum(payload.span.bytes) }

    private static func checksum(_ payload: RawSpan) -> [UInt8] {
        Array(DoubleSHA256.hash(payload).bytes.prefix(4))
    }
}
