import NIOCore

/// Why the bytes of a client are no request. The connection is of no further use.
enum HTTPParsingError: Error, Equatable, CustomStringConvertible {
    case malformed(String)
    case contentTooLarge(String)

    var description: String {
        switch self {
        case .malformed(let what), .contentTooLarge(let what): what
        }
    }

    var status: HTTPStatus {
        switch self {
        case .malformed: .badRequest
        case .contentTooLarge: .contentTooLarge
        }
    }
}

/// Makes requests from the bytes of one connection. It does no I/O: bytes go in by ``append(_:)``,
/// requests come out of ``next()``.
///
/// Where two servers could read the same bytes differently, as with white space around field names,
/// folded lines, several lengths or foreign versions, the request is refused. Of a length and chunks
/// the chunks count, as RFC 9112 wants it.
struct HTTPRequestParser {
    /// How long a request line may be, and how long all header fields together.
    static let maximumHeaderSize = 8192
    /// How long the content may be.
    static let maximumBodySize = 32 * 1024 * 1024

    private enum State {
        case requestLine
        case headers
        case body(BodyFraming)
        case failed
    }

    private var state = State.requestLine
    private var request = HTTPRequest()
    private var buffer = ByteBuffer()
    /// Bytes of header and trailer fields that this request has had so far.
    private var headerSize = 0

    /// How many bytes wait to be made sense of.
    var bufferedByteCount: Int { buffer.readableBytes }

    mutating func append(_ bytes: ByteBuffer) {
        if buffer.readableBytes == 0 {
            buffer = bytes
        } else {
            var bytes = bytes
            buffer.discardReadBytes()
            buffer.writeBuffer(&bytes)
        }
    }

    /// The next request, if it is there as a whole.
    mutating func next() throws(HTTPParsingError) -> HTTPRequest? {
        do {
            while true {
                switch state {
                case .requestLine:
                    guard let line = try line() else { return nil }
                    try parseRequestLine(line)
                    state = .headers
                case .headers:
                    guard try parseFields(kept: true) else { return nil }
                    state = .body(try BodyFraming(of: request))
                case .body(let framing):
                    switch try parseBody(framing) {
                    case .waits: return nil
                    case .goesOn(let framing): state = .body(framing)
                    case .isComplete:
                        defer { reset() }
                        return request
                    }
                case .failed:
                    return nil
                }
            }
        } catch {
            reset()
            buffer = ByteBuffer()
            state = .failed
            throw error
        }
    }

    private mutating func reset() {
        state = .requestLine
        request = HTTPRequest()
        headerSize = 0
    }

    // MARK: Lines

    /// The bytes up to the next end of line, without it.
    private mutating func line() throws(HTTPParsingError) -> ByteBufferView? {
        let view = buffer.readableBytesView
        guard let end = view.prefix(Self.maximumHeaderSize + 1).firstIndex(of: UInt8(ascii: "\n")) else {
            if view.count > Self.maximumHeaderSize { throw .malformed("Line exceeds size limit") }
            return nil
        }
        var line = view[..<end]
        buffer.moveReaderIndex(forwardBy: line.count + 1)
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        return line
    }

    private mutating func parseRequestLine(_ line: ByteBufferView) throws(HTTPParsingError) {
        guard !line.contains(0) else { throw .malformed("Invalid request line contains NUL") }
        let parts = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .malformed("HTTP request line malformed") }
        let version = Array(parts[2])
        guard version.count == 8, version.starts(with: "HTTP/1.".utf8),
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(version[7])
        else { throw .malformed("HTTP bad version") }

        request.method = HTTPRequest.Method(rawValue: String(decoding: parts[0], as: UTF8.self)) ?? .unknown
        request.target = String(decoding: parts[1], as: UTF8.self)
        request.minorVersion = version[7] - UInt8(ascii: "0")
    }

    /// Reads fields up to the empty line after them. Fields after chunks are checked, but not kept.
    private mutating func parseFields(kept: Bool) throws(HTTPParsingError) -> Bool {
        while true {
            let before = buffer.readableBytes
            guard let line = try line() else {
                guard headerSize + before <= Self.maximumHeaderSize else {
                    throw .malformed("HTTP headers exceed size limit")
                }
                return false
            }
            headerSize += before - buffer.readableBytes
            guard headerSize <= Self.maximumHeaderSize else {
                throw .malformed("HTTP headers exceed size limit")
            }
            if line.isEmpty { return true }
            let field = try Self.field(line)
            if kept { request.headers.append(field.name, field.value) }
        }
    }

    private static func field(
        _ line: ByteBufferView
    ) throws(HTTPParsingError) -> (name: String, value: String) {
        guard !line.contains(where: { $0 == 0 || $0 == UInt8(ascii: "\r") }) else {
            throw .malformed("Header contains invalid character")
        }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
            throw .malformed("HTTP header missing colon (:)")
        }
        let name = line[..<colon]
        guard !name.contains(where: isSpace) else {
            throw .malformed("Invalid header field-name contains whitespace")
        }
        guard !name.isEmpty else { throw .malformed("Empty HTTP header name") }
        return (
            String(decoding: name, as: UTF8.self),
            String(decoding: trimmed(line[line.index(after: colon)...]), as: UTF8.self)
        )
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte)
    }

    private static func trimmed(_ bytes: ByteBufferView) -> ByteBufferView {
        var bytes = bytes.drop(while: isSpace)
        while let last = bytes.last, isSpace(last) { bytes.removeLast() }
        return bytes
    }

    // MARK: Content

    private enum BodyProgress {
        case waits
        case goesOn(BodyFraming)
        case isComplete
    }

    /// Reads one piece of the content.
    private mutating func parseBody(_ framing: BodyFraming) throws(HTTPParsingError) -> BodyProgress {
        switch framing {
        case .length(let length):
            take(length - request.body.readableBytes)
            return request.body.readableBytes == length ? .isComplete : .waits
        case .chunkSize:
            guard let line = try line() else { return .waits }
            let digits = Self.trimmed(line.prefix { $0 != UInt8(ascii: ";") })
            guard let size = Self.hexadecimal(digits) else {
                throw .malformed("Cannot parse chunk length value")
            }
            guard size <= Self.maximumBodySize - request.body.readableBytes else {
                throw .contentTooLarge("Chunk will exceed max body size")
            }
            return .goesOn(size == 0 ? .trailer : .chunk(remaining: size))
        case .chunk(let remaining):
            let taken = take(remaining)
            guard taken < remaining else { return .goesOn(.chunkEnd) }
            state = .body(.chunk(remaining: remaining - taken))
            return .waits
        case .chunkEnd:
            guard let line = try line() else { return .waits }
            guard line.isEmpty else { throw .malformed("Improperly terminated chunk") }
            return .goesOn(.chunkSize)
        case .trailer:
            return try parseFields(kept: false) ? .isComplete : .waits
        }
    }

    /// Moves at most this many bytes to the content, and says how many there were.
    @discardableResult
    private mutating func take(_ count: Int) -> Int {
        guard var slice = buffer.readSlice(length: min(count, buffer.readableBytes)) else { return 0 }
        return request.body.writeBuffer(&slice)
    }

    private static func hexadecimal(_ digits: ByteBufferView) -> Int? {
        guard !digits.isEmpty, digits.first != UInt8(ascii: "+"), digits.first != UInt8(ascii: "-") else {
            return nil
        }
        return Int(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}

/// How the end of the content is found.
private enum BodyFraming {
    case length(Int)
    case chunkSize
    case chunk(remaining: Int)
    case chunkEnd
    case trailer

    init(of request: HTTPRequest) throws(HTTPParsingError) {
        if request.headers.first("Transfer-Encoding")?.lowercased() == "chunked" {
            self = .chunkSize
            return
        }
        let lengths = request.headers.all("Content-Length")
        guard let first = lengths.first else {
            self = .length(0)
            return
        }
        guard lengths.allSatisfy({ $0 == first }) else {
            throw .malformed("Differing Content-Length values")
        }
        guard first.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let length = UInt64(first)
        else { throw .malformed("Cannot parse Content-Length value") }
        guard length <= HTTPRequestParser.maximumBodySize else {
            throw .contentTooLarge("Max body size exceeded")
        }
        self = .length(Int(length))
    }
}
