import BitcoinPrimitives
import Testing

@testable import BitcoinP2P

@Suite(.serialized) struct HandshakeTests {
    private func terms(
        _ kind: ConnectionKind, desirable: ServiceFlags = [.network, .witness], own: Set<UInt64> = []
    ) -> VersionHandshake.Terms {
        VersionHandshake.Terms(
            kind: kind, desirableServices: { _ in desirable }, isOwnNonce: { own.contains($0) })
    }

    private func accepted(version: Int32 = ProtocolVersion.current) -> VersionHandshake {
        var handshake = VersionHandshake()
        _ = handshake.received(ConversationFixture.version(version: version), terms: terms(.inbound))
        return handshake
    }

    @Test func isCompleteAfterVersionAndVerack() {
        var handshake = accepted()
        #expect(handshake.state == .waitingForVerack)
        #expect(handshake.receivedWtxidRelay() == .accept)
        #expect(handshake.receivedSendAddressesV2() == .accept)
        #expect(handshake.receivedVerack() == .accept)
        #expect(handshake.isComplete && handshake.relaysByWtxid && handshake.understandsAddressesV2)
    }

    @Test func ignoresASecondVersionAndASecondVerack() {
        var handshake = accepted()
        let second = ConversationFixture.version(version: 60000)
        #expect(handshake.received(second, terms: terms(.inbound)) == .ignore("redundant version message"))
        #expect(handshake.version == ProtocolVersion.current)
        _ = handshake.receivedVerack()
        #expect(handshake.receivedVerack() == .ignore("ignoring redundant verack message"))
    }

    @Test(arguments: [ConnectionKind.outboundFullRelay, .blockRelayOnly, .addressFetch])
    func leavesOutboundPeersWithoutTheServicesThatAreWanted(kind: ConnectionKind) {
        var handshake = VersionHandshake()
        let version = ConversationFixture.version(services: [.witness])
        #expect(
            handshake.received(version, terms: terms(kind))
                == .disconnect(
                    "peer does not offer the expected services (00000008 offered, 00000009 expected)"))
    }

    @Test(arguments: [ConnectionKind.inbound, .manual, .feeler])
    func takesOtherPeersWithoutServices(kind: ConnectionKind) {
        var handshake = VersionHandshake()
        let version = ConversationFixture.version(services: [])
        #expect(handshake.received(version, terms: terms(kind)) == .accept)
    }

    @Test func leavesPeersOfObsoleteVersions() {
        var handshake = VersionHandshake()
        let version = ConversationFixture.version(version: 31799)
        #expect(
            handshake.received(version, terms: terms(.inbound))
                == .disconnect("peer using obsolete version 31799"))
    }

    @Test func knowsItself() {
        var handshake = VersionHandshake()
        let version = ConversationFixture.version(nonce: 7)
        #expect(handshake.received(version, terms: terms(.inbound, own: [7])) == .disconnectSelf)
        #expect(handshake.state == .waitingForVersion)
    }

    @Test func speaksTheLowerOfBothVersions() {
        #expect(accepted(version: 70015).commonVersion == 70015)
        #expect(accepted(version: .max).commonVersion == ProtocolVersion.current)
    }

    @Test func takesNegotiationBeforeVerackOnly() {
        var handshake = accepted()
        _ = handshake.receivedVerack()
        #expect(handshake.receivedWtxidRelay() == .disconnect("wtxidrelay received after verack"))
        #expect(handshake.receivedSendAddressesV2() == .disconnect("sendaddrv2 received after verack"))
        #expect(!handshake.relaysByWtxid)
    }

    @Test func ignoresWtxidRelayOfOldPeersAndTheSecondOne() {
        var old = accepted(version: 70015)
        #expect(
            old.receivedWtxidRelay() == .ignore("ignoring wtxidrelay due to old common version=70015"))
        var handshake = accepted()
        _ = handshake.receivedWtxidRelay()
        #expect(handshake.receivedWtxidRelay() == .ignore("ignoring duplicate wtxidrelay"))
    }

    // MARK: Features (BIP434)

    private func feature(_ bytes: [UInt8]) throws -> PeerFeature? {
        guard case .feature(let feature) = try NetworkMessage(command: "feature", payload: Bytes(bytes))
        else {
            return nil
        }
        return feature
    }

    @Test func ignoresFeaturesThatItDoesNotKnow() throws {
        let named = try #require(try feature([4] + Array("foo!".utf8) + [1, 9]))
        #expect(accepted().received(named) == .ignore("unknown feature advertised: foo"))
        let foreign = try #require(try feature([4, 0xff, 0xfe, 0xfd, 0xfc, 0]))
        #expect(accepted().received(foreign) == .ignore("unknown feature advertised: "))
    }

    @Test(
        arguments: [
            [], [3, 65, 65, 65, 0], [4, 65, 65, 65], [4, 65, 65, 65, 65, 2, 0], [4, 65, 65, 65, 65, 0, 0],
        ] as [[UInt8]])
    func leavesPeersWithMalformedFeatures(bytes: [UInt8]) throws {
        let malformed = try #require(try feature(bytes))
        #expect(accepted().received(malformed) == .disconnect("invalid feature payload"))
    }

    @Test func leavesPeersThatAreTooOldOrTooLateWithFeatures() throws {
        let named = try #require(try feature([4] + Array("foo!".utf8) + [0]))
        #expect(
            accepted(version: 70016).received(named)
                == .disconnect("feature received with incompatible version 70016"))
        var complete = accepted()
        _ = complete.receivedVerack()
        #expect(complete.received(named) == .disconnect("feature received after verack"))
    }

    // MARK: With a node

    @Test func answersAnInboundVersion() async throws {
        let node = try await ConversationFixture()
        let peer = try await node.open(0)
        #expect(node.connections[peer].sent.isEmpty)
        let answers = await node.answers(.version(ConversationFixture.version()), peer).map(\.command)
        #expect(answers == ["version", "wtxidrelay", "sendaddrv2", "verack"])
        #expect(await node.answers(.verack, peer).map(\.command).contains("sendcmpct"))
        try await node.close()
    }

    @Test func speaksFirstToOutboundPeersAndTellsThemWhetherItWantsTransactions() async throws {
        let node = try await ConversationFixture()
        for (number, kind, relays) in [
            (Int64(0), ConnectionKind.outboundFullRelay, true), (1, .blockRelayOnly, false),
            (2, .feeler, false),
        ] {
            let peer = try await node.open(number, kind)
            guard case .version(let version)? = node.connections[peer].sent.first else {
                Issue.record("no version")
                continue
            }
            #expect(version.relaysTransactions == relays)
        }
        try await node.close()
    }

    @Test func hearsNothingBeforeVersionAndVerack() async throws {
        let node = try await ConversationFixture()
        let peer = try await node.open(0)
        #expect(await node.answers(.ping(5), peer).isEmpty)
        #expect(await node.answers(.verack, peer).isEmpty)
        await node.say(.version(ConversationFixture.version()), peer)
        #expect(await node.answers(.ping(5), peer).isEmpty)
        await node.say(.verack, peer)
        #expect(await node.answers(.ping(5), peer).contains(.pong(5)))
        try await node.close()
    }

    @Test func hangsUpOnItself() async throws {
        let node = try await ConversationFixture()
        node.connections.addOwnNonce(77)
        let peer = try await node.open(0)
        await node.say(.version(ConversationFixture.version(nonce: 77)), peer)
        #expect(node.connections[peer].isDisconnected)
        try await node.close()
    }

    @Test func endsFeelersAfterTheVersion() async throws {
        let node = try await ConversationFixture()
        let peer = try await node.open(0, .feeler)
        await node.say(.version(ConversationFixture.version(services: [])), peer)
        #expect(node.connections[peer].isDisconnected)
        try await node.close()
    }
}

@Suite struct PingClockTests {
    @Test func measuresTheRoundTrip() {
        var clock = PingClock()
        #expect(
            clock.tick(now: 200_000_000, checksTimeout: true, hasNumbers: true, random: 9) == .ping(9))
        #expect(clock.wait(at: 200_000_500) == 500)
        #expect(clock.received(9, at: 200_000_700) == .matched(700))
        #expect(clock.wait(at: 200_001_000) == 0)
    }

    @Test func doesNotTakeAWrongNumberForTheAnswer() {
        var clock = PingClock()
        _ = clock.tick(now: 200_000_000, checksTimeout: true, hasNumbers: true, random: 9)
        #expect(clock.received(8, at: 200_000_100) == .unexpected("Nonce mismatch", expected: 9))
        #expect(clock.received(9, at: 200_000_200) == .matched(200))
        #expect(
            clock.received(9, at: 200_000_300) == .unexpected("Unsolicited pong without ping", expected: 0))
    }

    @Test func givesUpWaitingAfterAZeroOrNoNumber() {
        for answer in [0, nil] as [UInt64?] {
            var clock = PingClock()
            _ = clock.tick(now: 200_000_000, checksTimeout: true, hasNumbers: true, random: 9)
            guard case .unexpected(_, expected: 9) = clock.received(answer, at: 200_000_100) else {
                Issue.record("taken for an answer")
                continue
            }
            #expect(clock.wait(at: 300_000_000) == 0)
        }
    }

    @Test func timesOutAfterTwentyMinutes() {
        var clock = PingClock()
        _ = clock.tick(now: 200_000_000, checksTimeout: true, hasNumbers: true, random: 9)
        let late = 200_000_001 + PingClock.timeout
        #expect(clock.tick(now: late, checksTimeout: false, hasNumbers: true) == .none)
        #expect(
            clock.tick(now: late, checksTimeout: true, hasNumbers: true) == .timedOut(PingClock.timeout + 1))
    }
}
