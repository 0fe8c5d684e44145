import BitcoinSupport
import Testing

@testable import BitcoinP2P

@Suite struct AddressRelayTests {
    private static let second: Int64 = 1_000_000
    private static let start: Int64 = 1_700_000_000 * second

    private func peer(_ index: Int) throws -> PeerAddress {
        PeerAddress(
            try #require(NetworkEndpoint("\(1 + index / 65536).\(index / 256 % 256).\(index % 256).1:8333")))
    }

    private func enabled() -> AddressRelayState {
        var state = AddressRelayState(now: Self.start)
        _ = state.enable(.inbound)
        return state
    }

    @Test func blockRelayAndFeelersExchangeNoAddresses() {
        var state = AddressRelayState(now: Self.start)
        for kind in [ConnectionKind.blockRelayOnly, .feeler] { #expect(state.enable(kind) == false) }
        #expect(!state.isEnabled)
        #expect(state.enable(.outboundFullRelay) == true)
        #expect(state.isEnabled)
    }

    @Test func aPeerMaySendOneAddressAndThenOneEveryTenSeconds() {
        var state = enabled()
        state.beginMessage(now: Self.start)
        #expect(state.takeAllowance(isLimited: true) == true)
        #expect(state.takeAllowance(isLimited: true) == false)
        state.beginMessage(now: Self.start + 10 * Self.second)
        #expect(state.takeAllowance(isLimited: true) == true)
        #expect(state.takeAllowance(isLimited: true) == false)
        #expect(state.rateLimited == 2)
        #expect(state.takeAllowance(isLimited: false) == true)
    }

    @Test func aSilentPeerSavesNoMoreThanAThousand() {
        var state = enabled()
        state.beginMessage(now: Self.start + 1_000_000 * Self.second)
        for _ in 0..<1000 { #expect(state.takeAllowance(isLimited: true) == true) }
        #expect(state.takeAllowance(isLimited: true) == false)
    }

    @Test func theAnswerToAQuestionDoesNotCount() {
        var state = enabled()
        state.ask()
        state.beginMessage(now: Self.start)
        for _ in 0..<1001 { #expect(state.takeAllowance(isLimited: true) == true) }
        #expect(state.takeAllowance(isLimited: true) == false)
        #expect(state.awaitsAnswer)
        state.endMessage(count: 1000)
        #expect(state.awaitsAnswer)
        state.endMessage(count: 999)
        #expect(!state.awaitsAnswer)
    }

    @Test func aClockThatGoesBackGivesNothing() {
        var state = enabled()
        state.beginMessage(now: Self.start - 1000 * Self.second)
        #expect(state.takeAllowance(isLimited: true) == true)
        #expect(state.takeAllowance(isLimited: true) == false)
    }

    @Test func onlyTheFirstQuestionIsAnswered() {
        var state = enabled()
        #expect(state.takeQuestion() == true)
        #expect(state.takeQuestion() == false)
    }

    @Test func noAddressIsSentTwiceNorBackToWhoToldIt() throws {
        var state = enabled()
        state.insertKnown(try peer(1).endpoint)
        for index in [1, 2, 2] { state.push(try peer(index), understandsVersion2: true) }
        #expect(state.takeWaiting(now: Self.start) == [try peer(2)])
        state.push(try peer(2), understandsVersion2: true)
        #expect(state.takeWaiting(now: Self.start + 100_000 * Self.second).isEmpty)
    }

    @Test func addressesWaitForTheirTurn() throws {
        var state = enabled()
        state.push(try peer(1), understandsVersion2: true)
        _ = state.takeWaiting(now: Self.start)
        state.push(try peer(2), understandsVersion2: true)
        #expect(state.takeWaiting(now: Self.start).isEmpty)
        #expect(state.takeWaiting(now: Self.start + 100_000 * Self.second) == [try peer(2)])
    }

    @Test func noMoreThanAThousandWait() throws {
        var state = enabled()
        for index in 0..<3000 { state.push(try peer(index), understandsVersion2: true) }
        #expect(state.takeWaiting(now: Self.start).count == 1000)
    }

    @Test func newNetworksAreToldOnlyToThoseWhoUnderstand() throws {
        let onion = PeerAddress(
            try #require(
                NetworkEndpoint("pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion:8333")))
        var state = enabled()
        state.push(onion, understandsVersion2: false)
        #expect(state.takeWaiting(now: Self.start).isEmpty)
        state.push(onion, understandsVersion2: true)
        #expect(state.takeWaiting(now: Self.start + 100_000 * Self.second) == [onion])
    }

    @Test func ownAddressComesAloneAtFirst() {
        var state = enabled()
        #expect(state.takeOwnAddressTurn(now: Self.start) == .alone)
        #expect(state.takeOwnAddressTurn(now: Self.start) == .later)
        #expect(state.takeOwnAddressTurn(now: Self.start * 2) == .withOthers)
    }

    // MARK: To whom

    @Test func anAddressGoesToTheSameTwoPeersForADay() throws {
        let choice = AddressRelayChoice(key: (1, 2))
        let peers = (0..<20).map { PeerID($0) }
        let endpoint = try peer(7).endpoint
        let days = (0..<48).map { hour in
            choice.peers(
                for: endpoint, isReachable: true, among: peers.shuffled(),
                now: 1_700_000_000 + hour * 3600)
        }
        #expect(days.allSatisfy { $0.count == 2 })
        // In two days there are two or three choices, one after the other.
        let changes = zip(days, days.dropFirst()).count { $0 != $1 }
        #expect(changes == 2)
    }

    @Test func unreachableAddressesGoToOneOrTwo() throws {
        let choice = AddressRelayChoice(key: (1, 2))
        let peers = (0..<20).map { PeerID($0) }
        let counts = Set(
            try (0..<100).map { index in
                choice.peers(
                    for: try peer(index).endpoint, isReachable: false, among: peers, now: 1_700_000_000
                ).count
            })
        #expect(counts == [1, 2])
    }

    @Test func answersStayTheSameForAboutADay() throws {
        var answers = AddressAnswers()
        let info = PeerConnectionInfo(
            id: PeerID(1), kind: .inbound, endpoint: try peer(1).endpoint, connectedAt: 0,
            localServices: [], nonce: 0)
        let audience = AddressAnswers.Audience(info)
        let hour = 3600 * Self.second
        #expect(answers.answer(to: audience, now: Self.start) { [] } == [])
        let other = try peer(2)
        #expect(answers.answer(to: audience, now: Self.start + 20 * hour) { [other] } == [])
        #expect(answers.answer(to: audience, now: Self.start + 28 * hour) { [other] } == [other])
        var onion = info
        onion.isInboundOnion = true
        #expect(
            answers.answer(to: AddressAnswers.Audience(onion), now: Self.start + 28 * hour) { [] } == [])
    }

    // MARK: This node's addresses

    private func own(_ change: (inout OwnAddresses.Rules) -> Void = { _ in }) -> OwnAddresses {
        var rules = OwnAddresses.Rules()
        rules.port = 8333
        change(&rules)
        return OwnAddresses(rules)
    }

    private func info(_ text: String, kind: ConnectionKind = .inbound) throws -> PeerConnectionInfo {
        PeerConnectionInfo(
            id: PeerID(1), kind: kind, endpoint: try #require(NetworkEndpoint(text)), connectedAt: 0,
            localServices: [], nonce: 0)
    }

    @Test func tellsTheAddressThatThePeerCanUseBest() throws {
        let own = own { $0.discovers = false }
        let ipv4 = try #require(NetworkEndpoint("1.2.3.4:8333"))
        let ipv6 = try #require(NetworkEndpoint("[2600::1]:8333"))
        for endpoint in [ipv4, ipv6] { #expect(own.add(endpoint, from: .manual)) }
        #expect(own.announced(to: try info("5.6.7.8:1"), reported: nil) == ipv4)
        #expect(own.announced(to: try info("[2601::1]:1"), reported: nil) == ipv6)
    }

    @Test func keepsPrivacyNetworksApart() throws {
        let own = own { $0.discovers = false }
        let onion = try #require(
            NetworkEndpoint("pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion:8333"))
        #expect(own.add(onion, from: .manual, evenIfUnreachable: true))
        #expect(own.announced(to: try info("5.6.7.8:1"), reported: nil) == nil)
        var peer = try info("127.0.0.1:1")
        peer.isInboundOnion = true
        #expect(own.announced(to: peer, reported: nil) == onion)
    }

    @Test func discoversNothingAgainstTheUsersWill() throws {
        let own = own { $0.discovers = false }
        let endpoint = try #require(NetworkEndpoint("1.2.3.4:8333"))
        #expect(!own.add(endpoint, from: .interface))
        #expect(own.announced(to: try info("5.6.7.8:1"), reported: endpoint) == nil)
    }

    @Test func believesPeersWhereItKnowsNothing() throws {
        let own = own()
        let reported = try #require(NetworkEndpoint("1.2.3.4:5555"))
        #expect(own.announced(to: try info("5.6.7.8:1"), reported: reported) == reported)
        #expect(
            own.announced(to: try info("5.6.7.8:1", kind: .outboundFullRelay), reported: reported)
                == NetworkEndpoint("1.2.3.4:8333"))
        #expect(own.announced(to: try info("10.0.0.1:1"), reported: reported) == nil)
    }

    @Test func tellsNobodyWhereNothingListens() throws {
        let own = own {
            $0.listens = false
            $0.discovers = false
        }
        own.add(try #require(NetworkEndpoint("1.2.3.4:8333")), from: .manual)
        #expect(own.announced(to: try info("5.6.7.8:1"), reported: nil) == nil)
    }

    @Test func scoresGrowWithEachPeerThatCameThere() throws {
        let own = own()
        let endpoint = try #require(NetworkEndpoint("1.2.3.4:8333"))
        own.add(endpoint, from: .bound)
        own.seen(endpoint)
        own.seen(try #require(NetworkEndpoint("9.9.9.9:1")))
        #expect(own.all == [.init(endpoint: endpoint, score: 3)])
    }
}
