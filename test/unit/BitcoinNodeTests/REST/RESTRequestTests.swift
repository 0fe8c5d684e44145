import BitcoinPrimitives
import BitcoinRPC
import NIOCore
import Testing

@testable import BitcoinNode

@Suite struct RESTRequestTests {
    private func request(_ target: String, body: [UInt8] = []) -> RESTRequest {
        RESTRequest(HTTPRequest(.get, target, body: ByteBuffer(bytes: body)), behind: "/rest/")
    }

    @Test func theFormatStandsBehindTheLastPointBeforeTheQuery() {
        for (target, path, format) in [
            ("/rest/a/b.json", "a/b", RESTFormat.json),
            ("/rest/a.b.bin?x=.hex", "a.b", .binary),
            ("/rest/a.hex", "a", .hexadecimal),
        ] {
            #expect(request(target).path == path)
            #expect(request(target).format == format)
        }
        for (target, path) in [
            ("/rest/a", "a"), ("/rest/a.", "a."), ("/rest/a.JSON", "a.JSON"), ("/rest/", ""),
            ("/rest/a.json?b?c", "a.json?b"),
        ] {
            #expect(request(target).path == path)
            #expect(request(target).format == nil)
        }
    }

    @Test func partsAreWhatStandsBetweenSlashes() {
        #expect(request("/rest/a/b.json").parts == ["a", "b"])
        #expect(request("/rest/a//b.json").parts == ["a", "", "b"])
        #expect(request("/rest/.json").parts == [""])
    }

    @Test func parametersAreDecodedAndTheFirstCounts() {
        let query = request("/rest/a?one=1&two&t%77o=2&three=%41%4&one=3&=4#&four=4")
        #expect(query.query("one") == "1")
        #expect(query.query("two") == "")
        #expect(query.query("three") == "A%4")
        #expect(query.query("") == "4")
        #expect(query.query("four") == nil)
        #expect(request("/rest/a").query("one") == nil)
        #expect(request("/rest/a?%6Fne=%zz").query("one") == "%zz")
    }

    @Test func numbersHaveNoSignAndDoNotOverflow() {
        #expect(RESTRequest.number("0123", as: UInt32.self) == 123)
        #expect(RESTRequest.number("4294967295", as: UInt32.self) == .max)
        for text in ["", "+1", "-1", " 1", "1 ", "0x1", "4294967296", "١"] {
            #expect(RESTRequest.number(text, as: UInt32.self) == nil)
        }
    }

    @Test func headersAreAskedForByTheTwoThousandAtMost() throws {
        #expect(try RESTRequest.headerCount("2000") == 2000)
        for text in ["0", "2001", "-5", "99999999999999999999"] {
            #expect(throws: RESTError.self) { try RESTRequest.headerCount(text) }
        }
    }
}

@Suite struct UnspentOutputQueryTests {
    private let txid = String(repeating: "0a", count: 32)

    private func query(_ path: String, body: [UInt8] = []) throws -> UnspentOutputQuery {
        try UnspentOutputQuery(
            RESTRequest(
                HTTPRequest(.post, "/rest/getutxos\(path)", body: ByteBuffer(bytes: body)),
                behind: "/rest/getutxos"))
    }

    private func message(_ path: String, body: [UInt8] = []) -> String? {
        do {
            _ = try query(path, body: body)
            return nil
        } catch {
            return (error as? RESTError)?.message
        }
    }

    private func serialized(_ count: Int) -> [UInt8] {
        var writer = ByteWriter()
        writer.writeList((0..<UInt32(count)).map { OutPoint(txid: .zero, index: $0) })
        return writer.bytes
    }

    @Test func outputsAreReadFromThePath() throws {
        let found = try query("/checkmempool/\(txid)-7/\(txid)-0.json")
        #expect(found.includesMempool)
        #expect(found.outPoints.map(\.index) == [7, 0])
        #expect(found.outPoints.allSatisfy { "\($0.txid)" == txid })
        #expect(try !query("/\(txid)-7.bin").includesMempool)
    }

    @Test func outputsAreReadFromTheContent() throws {
        let bytes = serialized(3)
        let found = try query(".bin", body: bytes)
        #expect(found.includesMempool)
        #expect(found.outPoints.map(\.index) == [0, 1, 2])
        let text = bytes.map { $0 < 16 ? "0\(String($0, radix: 16)) " : "\(String($0, radix: 16))\n" }
            .joined()
        #expect(try query(".hex", body: Array(text.utf8)) == found)
    }

    @Test func fifteenAreTheMost() throws {
        let most = String(repeating: "/\(txid)-1", count: 15)
        #expect(try query(most + ".bin").outPoints.count == 15)
        let refusal = "Error: max outpoints exceeded (max: 15, tried: 16)"
        // The length of a longer content is taken for its beginning.
        #expect(try query(".bin", body: serialized(6)).outPoints.count == 6)
        #expect(message(".bin", body: serialized(7)) == "Parse error")
        #expect(message(String(repeating: "/\(txid)-1", count: 16) + ".json") == refusal)
    }

    @Test func aCountThatTheContentCannotHoldIsAnError() {
        #expect(message(".bin", body: [0xfe, 0xff, 0xff, 0xff, 0x01]) == "Parse error")
        #expect(message(".bin", body: Array(serialized(2).dropLast())) == "Parse error")
    }

    @Test func whatIsNoRequestIsRefused() {
        #expect(message(".json") == "Error: empty request")
        #expect(message("/checkmempool.json") == "Error: empty request")
        #expect(message(".json", body: [1, 2]) == "Error: empty request")
        #expect(message("/\(txid).json") == "Parse error")
        #expect(message("/\(txid)-1-2.json") == "Parse error")
        #expect(
            message("/\(txid)-1.bin", body: [0, 0])
                == "Combination of URI scheme inputs and raw post data is not allowed")
        #expect(
            message("/\(txid)-1") == "output format not found (available: .bin, .hex, .json)")
        // Text that is not hexadecimal counts as no content.
        #expect(message(".hex", body: Array("0 1".utf8)) == nil)
    }
}
