import BitcoinPrimitives
import BitcoinSupport
import BitcoinTesting
import Testing

@testable import BitcoinCrypto
@testable import BitcoinP2P

@Suite struct TransportTests {
    private static let magic: [UInt8] = [0xFA, 0xBF, 0xB5, 0xDA]
    private static let ping = Bytes([1, 2, 3, 4, 5, 6, 7, 8])

    private func messages(_ events: [TransportEvent]) -> [WireMessage] {
        events.compactMap { if case .message(let message) = $0 { message } else { nil } }
    }

    private func sent(_ events: [TransportEvent]) -> [UInt8] {
        events.flatMap { event -> [UInt8] in if case .send(let bytes, _) = event { bytes } else { [] } }
    }

    // MARK: In the clear

    @Test(arguments: [1, 7, 24, 1000])
    func readsMessagesHoweverTheyAreCut(size: Int) {
        var sender = V1Transport(magic: Self.magic)
        var receiver = V1Transport(magic: Self.magic)
        let bytes =
            sender.wrap(command: "verack", payload: Bytes())
            + sender.wrap(command: "ping", payload: Self.ping)
        var received: [WireMessage] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            received += messages(receiver.receive(Array(bytes[start..<min(bytes.count, start + size)])))
        }
        #expect(received.map(\.command) == ["verack", "ping"])
        #expect(received.map(\.wireSize) == [24, 32])
        #expect(received.last?.payload == Self.ping)
    }

    @Test func closesOnTheMagicOfAnotherNetwork() {
        var receiver = V1Transport(magic: Self.magic)
        let events = receiver.receive([UInt8](repeating: 0xFF, count: 24))
        #expect(events == [.failed("Header error: Wrong MessageStart ffffffff received")])
    }

    @Test func closesOnALengthBeyondTheLimitBeforeAnyOfItComes() {
        var sender = V1Transport(magic: Self.magic)
        var receiver = V1Transport(magic: Self.magic)
        var header = Array(sender.wrap(command: "block", payload: Bytes()).prefix(24))
        header.replaceSubrange(16..<20, with: [0x01, 0x09, 0x3D, 0x00])
        #expect(
            receiver.receive(header) == [.failed("Header error: Size too large (block, 4000001 bytes)")])
    }

    @Test func dropsAMessageWithAWrongChecksumAndGoesOn() {
        var sender = V1Transport(magic: Self.magic)
        var receiver = V1Transport(magic: Self.magic)
        var broken = sender.wrap(command: "ping", payload: Self.ping)
        broken[24] ^= 1
        let events = receiver.receive(broken + sender.wrap(command: "ping", payload: Self.ping))
        guard case .rejected(let text, 32)? = events.first else { return #expect(Bool(false)) }
        #expect(text.hasPrefix("Header error: Wrong checksum (ping, 8 bytes)"))
        #expect(messages(events).count == 1)
    }

    @Test func dropsAMessageWhoseNameGoesOnAfterItsEnd() {
        var sender = V1Transport(magic: Self.magic)
        var receiver = V1Transport(magic: Self.magic)
        var bytes = sender.wrap(command: "ping", payload: Self.ping)
        bytes[15] = 0x61
        guard case .rejected? = receiver.receive(bytes).first else { return #expect(Bool(false)) }
    }

    // MARK: Encrypted

    /// Two ends that have exchanged keys.
    private func session() -> (initiator: V2Transport, responder: V2Transport) {
        var initiator = V2Transport(magic: Self.magic, isInitiator: true)
        var responder = V2Transport(magic: Self.magic, isInitiator: false)
        let answer = sent(responder.receive(initiator.opening))
        let last = sent(initiator.receive(answer))
        _ = responder.receive(last)
        return (initiator, responder)
    }

    @Test func bothEndsAgreeOnTheSession() {
        let (initiator, responder) = session()
        #expect(initiator.kind == .v2 && responder.kind == .v2)
        #expect(initiator.sessionID != nil)
        #expect(initiator.sessionID == responder.sessionID)
    }

    @Test func carriesMessagesOverManyChangesOfKeys() {
        var (initiator, responder) = session()
        for number in 0..<1000 {
            let payload = Bytes([UInt8](repeating: UInt8(number % 256), count: number % 40))
            let there = messages(responder.receive(initiator.wrap(command: "wtxidrelay", payload: payload)))
            #expect(there.map(\.command) == ["wtxidrelay"] && there.map(\.payload) == [payload])
            let back = messages(initiator.receive(responder.wrap(command: "ping", payload: payload)))
            #expect(back.map(\.command) == ["ping"] && back.first?.wireSize == payload.count + 21)
        }
    }

    @Test func messagesThatWaitForKeysAreSentWithThem() {
        var initiator = V2Transport(magic: Self.magic, isInitiator: true)
        var responder = V2Transport(magic: Self.magic, isInitiator: false)
        #expect(initiator.wrap(command: "ping", payload: Self.ping).isEmpty)
        let answer = sent(responder.receive(initiator.opening))
        let events = initiator.receive(answer)
        let commands = events.map { event -> String? in
            if case .send(_, let command) = event { command } else { nil }
        }
        #expect(commands == [nil, "ping"])
        #expect(messages(responder.receive(sent(events))).map(\.command) == ["ping"])
    }

    @Test func readsAHandshakeThatComesByteByByte() {
        var initiator = V2Transport(magic: Self.magic, isInitiator: true)
        var responder = V2Transport(magic: Self.magic, isInitiator: false)
        var answer: [UInt8] = []
        for byte in initiator.opening { answer += sent(responder.receive([byte])) }
        var last: [UInt8] = []
        for byte in answer { last += sent(initiator.receive([byte])) }
        for byte in last { _ = responder.receive([byte]) }
        #expect(initiator.kind == .v2 && responder.kind == .v2)
    }

    @Test func readsTheLongestGarbageByteByByte() {
        let garbage = [UInt8](repeating: 0x55, count: V2Transport.maximumGarbage)
        var initiator = V2Transport(magic: Self.magic, isInitiator: true, garbage: garbage)
        var responder = V2Transport(magic: Self.magic, isInitiator: false)
        let answer = sent(responder.receive(initiator.opening))
        for byte in sent(initiator.receive(answer)) { _ = responder.receive([byte]) }
        #expect(responder.kind == .v2)
        #expect(responder.sessionID == initiator.sessionID)
    }

    @Test func searchesNoPlaceOfTheGarbageTwice() {
        let terminator = [UInt8](0..<16)
        let bytes = [UInt8](repeating: 0, count: 40) + terminator
        var search = GarbageSearch()
        for count in 0..<bytes.count {
            #expect(search.search(for: terminator, in: bytes[..<count], limit: 40) == .incomplete)
            #expect(search.searched == max(0, count - 15))
        }
        #expect(search.search(for: terminator, in: bytes[...], limit: 40) == .found(after: 40))
        var strict = GarbageSearch()
        #expect(strict.search(for: terminator, in: bytes[...], limit: 39) == .tooLong)
    }

    @Test func answersInTheClearWhoSpeaksInTheClear() {
        var plain = V1Transport(magic: Self.magic)
        var responder = V2Transport(magic: Self.magic, isInitiator: false)
        var received: [WireMessage] = []
        for byte in plain.wrap(command: "version", payload: Self.ping) {
            received += messages(responder.receive([byte]))
        }
        #expect(received.map(\.command) == ["version"] && responder.kind == .v1)
        let answer = responder.wrap(command: "verack", payload: Bytes())
        #expect(messages(plain.receive(answer)).map(\.command) == ["verack"])
    }

    @Test func refusesPlainSpeechOfAnotherNetwork() {
        var plain = V1Transport(magic: [0xF9, 0xBE, 0xB4, 0xD9])
        var responder = V2Transport(magic: Self.magic, isInitiator: false)
        let events = responder.receive(plain.wrap(command: "version", payload: Self.ping))
        #expect(events.last == .failed("V2 transport error: V1 peer with wrong MessageStart f9beb4d9"))
    }

    @Test func refusesGarbageWithoutAnEnd() {
        var responder = V2Transport(magic: Self.magic, isInitiator: false)
        let events = responder.receive([UInt8](repeating: 0x55, count: 64 + 4095 + 16))
        #expect(events.last == .failed("V2 transport error: missing garbage terminator"))
        #expect(responder.receive([1, 2, 3]).isEmpty)
    }

    @Test func refusesTamperedPackets() {
        var (initiator, responder) = session()
        var bytes = initiator.wrap(command: "ping", payload: Self.ping)
        bytes[bytes.count - 1] ^= 1
        guard case .failed(let text)? = responder.receive(bytes).last else { return #expect(Bool(false)) }
        #expect(text == "V2 transport error: packet decryption failure (9 bytes)")
    }

    @Test func suggestsTheClearOnlyToWhoHasHeardNothing() {
        var initiator = V2Transport(magic: Self.magic, isInitiator: true)
        #expect(initiator.suggestsPlainRetry)
        _ = initiator.receive([0])
        #expect(!initiator.suggestsPlainRetry)
        #expect(!V2Transport(magic: Self.magic, isInitiator: false).suggestsPlainRetry)
    }

    @Test(.enabled(if: TestData.isAvailable, "the test data is not there"))
    func packetsAreThoseOfTheVectors() throws {
        let text = try TestData.text(
            "bips/bip-0324/packet_encoding_test_vectors.csv", of: "vectors/bips-vectors.tar.xz")
        let lines = text.split(whereSeparator: \.isNewline).dropFirst()
        #expect(lines.count > 5)
        for line in lines {
            let fields = line.split(separator: ",", omittingEmptySubsequences: false).map {
                String($0.filter { !$0.isWhitespace })
            }
            func bytes(_ index: Int) throws -> [UInt8] { try #require(Hex.decode(fields[index])) }
            let key = EllSwiftKey(try #require(PrivateKey(try bytes(1))), encoding: try bytes(2))
            let isInitiator = fields[4] == "1"
            let secret = try #require(key.sharedSecret(with: try bytes(3), isInitiator: isInitiator))
            #expect(try secret.bytes == bytes(12))
            var cipher = SessionCipher(
                secret: secret, magic: [0xF9, 0xBE, 0xB4, 0xD9], isInitiator: isInitiator)
            #expect(try cipher.sentGarbageTerminator == bytes(17))
            #expect(try cipher.receivedGarbageTerminator == bytes(18))
            #expect(try cipher.sessionID.bytes == bytes(19))
            for _ in 0..<(try #require(Int(fields[0]))) { _ = cipher.encrypt([]) }
            let content = try bytes(5)
            let contents = Array(repeatElement(content, count: try #require(Int(fields[6]))).joined())
            let packet = cipher.encrypt(contents, authenticating: try bytes(7), isDecoy: fields[8] == "1")
            if !fields[20].isEmpty { #expect(try packet == bytes(20)) }
            if !fields[21].isEmpty {
                let end = try bytes(21)
                #expect(packet.suffix(end.count).elementsEqual(end))
            }
        }
    }
}
