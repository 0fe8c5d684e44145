import Testing

@testable import BitcoinP2P

@Suite struct SOCKS5HandshakeTests {
    private static let connected: [UInt8] = [5, 0, 0, 1, 127, 0, 0, 1, 0x20, 0x8D]

    private func handshake(_ credentials: SOCKS5Handshake.Credentials? = nil) throws -> SOCKS5Handshake {
        try #require(SOCKS5Handshake(host: "a.example", port: 8333, credentials: credentials))
    }

    private static let request: [UInt8] =
        [5, 1, 0, 3, 9] + Array("a.example".utf8) + [0x20, 0x8D]

    @Test func connectsWithoutAPassword() throws {
        var handshake = try handshake()
        #expect(handshake.opening == [5, 1, 0])
        #expect(handshake.receive([5, 0]) == .send(Self.request))
        #expect(handshake.receive(Self.connected) == .connected(rest: []))
    }

    @Test func sendsNameAndPasswordWhereTheProxyWantsThem() throws {
        var handshake = try handshake(.init(name: "user", password: "pass"))
        #expect(handshake.opening == [5, 2, 0, 2])
        #expect(
            handshake.receive([5, 2])
                == .send([1, 4] + Array("user".utf8) + [4] + Array("pass".utf8)))
        #expect(handshake.receive([1, 0]) == .send(Self.request))
    }

    @Test func readsAnswersByteByByte() throws {
        var handshake = try handshake()
        #expect(handshake.receive([5]) == .wait)
        #expect(handshake.receive([0]) == .send(Self.request))
        for byte in Self.connected.dropLast() { #expect(handshake.receive([byte]) == .wait) }
        #expect(handshake.receive([0x8D]) == .connected(rest: []))
    }

    @Test(arguments: [
        [5, 0, 0, 3, 2, 0x61, 0x62, 0, 0],
        [5, 0, 0, 4] + [UInt8](repeating: 0, count: 18),
        [5, 0, 0, 3, 0, 0, 0],
    ])
    func handsOverWhatFollowsAnAddressOfAnyKind(answer: [UInt8]) throws {
        var handshake = try handshake()
        _ = handshake.receive([5, 0])
        #expect(handshake.receive(answer + [7, 8, 9]) == .connected(rest: [7, 8, 9]))
    }

    @Test func tellsWhyTheProxyDidNotConnect() throws {
        var handshake = try handshake()
        _ = handshake.receive([5, 0])
        #expect(
            handshake.receive([5, 0xF0, 0, 1])
                == .fail(
                    "Socks5() connect to a.example:8333 failed: onion service descriptor can not be found",
                    isLoud: false))
        #expect(handshake.receive(Self.connected) == .wait)
    }

    @Test(arguments: [
        ([4, 0], "Proxy failed to initialize"),
        ([5, 2], "Proxy requested wrong authentication method 02"),
        ([5, 0xFF], "Proxy requested wrong authentication method ff"),
    ])
    func refusesAMethodThatWasNotOffered(answer: [UInt8], text: String) throws {
        var handshake = try handshake()
        #expect(handshake.receive(answer) == .fail(text, isLoud: true))
    }

    @Test(arguments: [
        ([4, 0, 0, 1], "Proxy failed to accept request"),
        ([5, 0, 1, 1], "Error: malformed proxy response"),
        ([5, 0, 0, 9], "Error: malformed proxy response"),
    ])
    func refusesMalformedAnswers(answer: [UInt8], text: String) throws {
        var handshake = try handshake()
        _ = handshake.receive([5, 0])
        #expect(handshake.receive(answer) == .fail(text, isLoud: true))
    }

    @Test func refusesAWrongPassword() throws {
        var handshake = try handshake(.init(name: "user", password: "pass"))
        _ = handshake.receive([5, 2])
        #expect(handshake.receive([1, 1]) == .fail("Proxy authentication unsuccessful", isLoud: true))
    }

    @Test func takesNoTextLongerThanItsLengthCanSay() {
        let long = String(repeating: "a", count: 256)
        #expect(SOCKS5Handshake(host: long, port: 1, credentials: nil) == nil)
        #expect(
            SOCKS5Handshake(host: "a", port: 1, credentials: .init(name: long, password: "")) == nil)
    }
}
