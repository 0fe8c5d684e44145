import NIOCore
import Testing

@testable import BitcoinRPC

/// What is a request and what is not, byte for byte.
struct HTTPRequestParserTests {
    private func parse(_ text: String) throws(HTTPParsingError) -> [HTTPRequest] {
        var parser = HTTPRequestParser()
        parser.append(ByteBuffer(string: text))
        var requests: [HTTPRequest] = []
        while let request = try parser.next() { requests.append(request) }
        return requests
    }

    private func failure(_ text: String) -> HTTPParsingError? {
        do {
            _ = try parse(text)
            return nil
        } catch {
            return error
        }
    }

    @Test func readsARequestWithContent() throws {
        let request = try #require(
            try parse("POST /wallet/a%20b HTTP/1.1\r\nHost: x\r\nContent-LENGTH: 3\r\n\r\nabc").first)
        #expect(request.method == .post)
        #expect(request.target == "/wallet/a%20b")
        #expect(request.headers.first("host") == "x")
        #expect(String(buffer: request.body) == "abc")
        #expect(request.keepsConnection)
    }

    @Test func acceptsBareNewlines() throws {
        #expect(try parse("GET / HTTP/1.1\nHost: x\n\n").count == 1)
    }

    @Test func trimsValuesOnly() throws {
        let request = try #require(try parse("GET / HTTP/1.1\r\nA: \t b c \r\n\r\n").first)
        #expect(request.headers.first("A") == "b c")
    }

    /// Whatever the sizes of the pieces in which it arrives, a request is the same.
    @Test(arguments: [1, 2, 3, 7, 50])
    func doesNotDependOnHowBytesArrive(size: Int) throws {
        let text =
            "POST / HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n4;x=y\r\nwiki\r\n 5 \r\npedia\r\n0\r\nT: t\r\n\r\n"
            + "GET /next HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n"
        var parser = HTTPRequestParser()
        var requests: [HTTPRequest] = []
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: size) {
            parser.append(ByteBuffer(bytes: bytes[start..<min(start + size, bytes.count)]))
            while let request = try parser.next() { requests.append(request) }
        }
        #expect(requests.map { String(buffer: $0.body) } == ["wikipedia", ""])
        #expect(requests.map(\.target) == ["/", "/next"])
        #expect(requests.map(\.keepsConnection) == [true, true])
        #expect(requests.map { $0.headers.first("T") } == [nil, nil])
    }

    @Test(arguments: [
        "GET / \r\n\r\n", "GET  / HTTP/1.1\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET / HTTP/INVALID\r\n\r\n",
        "GET / NOTHTTP/1.1\r\n\r\n", "GET / HTTP/1.11\r\n\r\n", "GET / HTTP/2.0\r\n\r\n", "\r\n\r\n",
        "GET / HTTP/1.1 x\r\n\r\n", "GET /\u{0}/etc HTTP/1.1\r\n\r\n",
    ])
    func refusesMalformedRequestLines(text: String) {
        #expect(failure(text)?.status == .badRequest)
    }

    @Test(arguments: [
        "Authorization : x", "A: b\r\n c: folded", " A: b", "no colon", ": empty", "A: b\rc", "A: b\u{0}",
    ])
    func refusesMalformedFields(field: String) {
        #expect(failure("GET / HTTP/1.1\r\n\(field)\r\n\r\n")?.status == .badRequest)
    }

    @Test func refusesContradictingLengths() throws {
        #expect(
            failure("POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab")?.status
                == .badRequest)
        #expect(try parse("POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na").count == 1)
    }

    @Test(arguments: ["-1", "+1", "0x1", "1 1", "", "99999999999999999999999"])
    func refusesLengthsThatAreNoNumbers(length: String) {
        #expect(failure("POST / HTTP/1.1\r\nContent-Length: \(length)\r\n\r\n")?.status == .badRequest)
    }

    /// Both a length and chunks: the chunks count, and nothing of them is taken for a next request.
    @Test func prefersChunksToALength() throws {
        let requests = try parse(
            "POST / HTTP/1.1\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n")
        #expect(requests.map { String(buffer: $0.body) } == ["hi"])
    }

    @Test(arguments: ["x\r\n", "-1\r\n", "+1\r\n", "\r\n", "fffffffffffffffffff\r\n", "2\r\nabc\r\n"])
    func refusesMalformedChunks(chunk: String) {
        #expect(
            failure("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n\(chunk)")?.status == .badRequest)
    }

    @Test func limitsTheRequestLine() throws {
        let limit = HTTPRequestParser.maximumHeaderSize
        let fits = "GET /" + String(repeating: "x", count: limit - 14)
        #expect(try parse(fits + " HTTP/1.1\n\n").count == 1)
        #expect(failure(fits + "yyy HTTP/1.1\n\n")?.status == .badRequest)
        #expect(failure(String(repeating: "x", count: limit + 1))?.status == .badRequest)
    }

    @Test func limitsTheFieldsTogether() throws {
        let line = "name: value\r\n"
        let fitting = (HTTPRequestParser.maximumHeaderSize - 2) / line.utf8.count
        let start = "GET / HTTP/1.1\r\n"
        #expect(try parse(start + String(repeating: line, count: fitting) + "\r\n").count == 1)
        #expect(failure(start + String(repeating: line, count: fitting + 1) + "\r\n")?.status == .badRequest)
        // A client that never ends its fields is cut off, too.
        #expect(failure(start + String(repeating: line, count: 2000))?.status == .badRequest)
        // Fields after the chunks count as well.
        let chunked = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"
        #expect(failure(chunked + String(repeating: line, count: 2000))?.status == .badRequest)
    }

    @Test func refusesTooMuchContentBeforeItArrives() {
        let limit = HTTPRequestParser.maximumBodySize
        #expect(failure("POST / HTTP/1.1\r\nContent-Length: \(limit)\r\n\r\n") == nil)
        #expect(
            failure("POST / HTTP/1.1\r\nContent-Length: \(limit + 1)\r\n\r\n")?.status == .contentTooLarge)
        let chunked = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
        #expect(failure(chunked + String(limit + 1, radix: 16) + "\r\n")?.status == .contentTooLarge)
        #expect(
            failure(chunked + "1\r\nx\r\n" + String(limit, radix: 16) + "\r\n")?.status == .contentTooLarge)
    }

    /// Many tiny chunks cost no stack.
    @Test func readsManyTinyChunks() throws {
        let chunks = String(repeating: "1\r\nx\r\n", count: 20_000)
        let request = try #require(
            try parse("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n\(chunks)0\r\n\r\n").first)
        #expect(request.body.readableBytes == 20_000)
    }

    @Test func saysNothingMoreAfterAFailure() throws {
        var parser = HTTPRequestParser()
        parser.append(ByteBuffer(string: "nonsense\r\n"))
        #expect(throws: HTTPParsingError.self) { try parser.next() }
        parser.append(ByteBuffer(string: "GET / HTTP/1.1\r\n\r\n"))
        #expect(try parser.next() == nil)
    }

    @Test func doesNotKnowOtherMethods() throws {
        #expect(
            try parse("DELETE / HTTP/1.1\r\n\r\nget / HTTP/1.1\r\n\r\n").map(\.method) == [
                .unknown, .unknown,
            ])
    }

    /// Random bytes never trap, whatever else they do.
    @Test func survivesGarbage() {
        var generator = SystemRandomNumberGenerator()
        let alphabet = Array("GET / HTTP/1.1\r\n:;0123456789abcdefchunked\u{0}\u{7F}".utf8)
        for _ in 0..<2000 {
            var parser = HTTPRequestParser()
            let prefix = Bool.random() ? "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" : ""
            let noise = (0..<Int.random(in: 0...200)).map { _ in
                alphabet.randomElement(using: &generator) ?? 0
            }
            parser.append(ByteBuffer(bytes: Array(prefix.utf8) + noise))
            while (try? parser.next()) != nil {}
            #expect(parser.bufferedByteCount <= 200 + prefix.utf8.count)
        }
    }
}
