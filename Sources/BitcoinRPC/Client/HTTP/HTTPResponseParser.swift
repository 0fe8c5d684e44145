import NIOCore

/// A response that has been received whole.
struct HTTPClientResponse: Sendable, Equatable {
    var status: Int
    var body: [UInt8]
}

/// Makes a response from the bytes of a connection that carries just one. It does no I/O.
struct HTTPResponseParser {
    /// Why the bytes are no response.
    struct Malformed: Error, CustomStringConvertible {
        let description: String
    }

    private enum State {
        case head
        case length(Int)
        case untilClosed
        case chunkSize
        case chunk(Int)
        case trailer
    }

    /// How long status line and header fields may be together.
    private static let maximumHeadSize = 1 << 20

    private var state = State.head
    private var buffer: [UInt8] = []
    private var response = HTTPClientResponse(status: 0, body: [])

    /// Takes more bytes; gives the response when it is complete.
    mutating func append(_ bytes: some Sequence<UInt8>) throws(Malformed) -> HTTPClientResponse? {
        buffer.append(contentsOf: bytes)
        while true {
            switch state {
            case .head:
                guard let end = headEnd else {
                    guard buffer.count <= Self.maximumHeadSize else {
                        throw Self.malformed("Header too long")
                    }
                    return nil
                }
                let head = buffer[..<end]
                try parseHead(head)
                buffer.removeFirst(end + 4)
            case .length(let length):
                guard buffer.count >= length else { return nil }
                response.body = Array(buffer.prefix(length))
                return response
            case .untilClosed:
                return nil
            case .chunkSize:
                guard let line = takeLine() else { return nil }
                let digits = line.prefix { $0 != UInt8(ascii: ";") }
                let text = String(decoding: digits, as: UTF8.self).filter { $0 != " " && $0 != "\t" }
                guard let size = Int(text, radix: 16), size >= 0, !text.hasPrefix("+") else {
                    throw Self.malformed("Invalid chunk size")
                }
                state = size == 0 ? .trailer : .chunk(size)
            case .chunk(let size):
                guard buffer.count - 2 >= size else { return nil }
                response.body += buffer[..<size]
                buffer.removeFirst(size + 2)
                state = .chunkSize
            case .trailer:
                guard let line = takeLine() else { return nil }
                if line.isEmpty { return response }
            }
        }
    }

    /// The response at the end of the connection, if that is what ends it.
    mutating func finish() -> HTTPClientResponse? {
        guard case .untilClosed = state else { return nil }
        response.body = buffer
        return response
    }

    // MARK: Head

    /// Where the empty line begins.
    private var headEnd: Int? {
        let mark = Array("\r\n\r\n".utf8)
        guard buffer.count >= 4 else { return nil }
        return (0...buffer.count - 4).first { buffer[$0..<$0 + 4].elementsEqual(mark) }
    }

    private mutating func takeLine() -> [UInt8]? {
        guard
            let end = buffer.indices.dropLast().first(where: { buffer[$0] == 0x0D && buffer[$0 + 1] == 0x0A })
        else { return nil }
        defer { buffer.removeFirst(end + 2) }
        return Array(buffer[..<end])
    }

    private mutating func parseHead(_ head: ArraySlice<UInt8>) throws(Malformed) {
        let lines = head.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { String(decoding: $0.last == 0x0D ? $0.dropLast() : $0, as: UTF8.self) }
        guard let statusLine = lines.first, statusLine.hasPrefix("HTTP/"),
            let space = statusLine.firstIndex(of: " ")
        else { throw Self.malformed("Invalid status line") }
        let code = statusLine[statusLine.index(after: space)...].prefix(3)
        guard code.count == 3, let status = Int(code), status >= 100 else {
            throw Self.malformed("Invalid status code")
        }
        response.status = status

        var headers = HTTPHeaders()
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else {
                throw Self.malformed("Header missing colon (:)")
            }
            headers.append(
                HTTPText.trimmed(line[..<colon]), HTTPText.trimmed(line[line.index(after: colon)...]))
        }
        if headers.first("Transfer-Encoding")?.lowercased().contains("chunked") == true {
            state = .chunkSize
        } else if let text = headers.first("Content-Length") {
            guard let length = Int(text), length >= 0 else { throw Self.malformed("Invalid Content-Length") }
            state = .length(length)
        } else {
            state = .untilClosed
        }
    }

    private static func malformed(_ what: String) -> Malformed { Malformed(description: what) }
}
