import BitcoinSupport
import Testing

@testable import BitcoinP2P

@Suite struct OutboundPlanTests {
    private static let hour: Int64 = 3600 * 1_000_000

    @Test func anchorsComeFirst() {
        var plan = OutboundPlan(now: 0)
        #expect(plan.next(.init(), .init(hasAnchors: true), now: 0) == .anchor)
        #expect(
            plan.next(.init(blockRelay: 2), .init(hasAnchors: true), now: 0) == .known(.outboundFullRelay))
    }

    @Test func fullRelayComesBeforeBlocksOnly() {
        var plan = OutboundPlan(now: 0)
        #expect(plan.next(.init(fullRelay: 7), .init(), now: 0) == .known(.outboundFullRelay))
        #expect(plan.next(.init(fullRelay: 8), .init(), now: 0) == .known(.blockRelayOnly))
    }

    @Test func withAllThereNothingIsDoneAtOnce() {
        var plan = OutboundPlan(now: 0)
        #expect(plan.next(.init(fullRelay: 8, blockRelay: 2), .init(), now: 0) == nil)
        #expect(
            plan.next(.init(fullRelay: 8, blockRelay: 2), .init(triesAnother: true), now: 0)
                == .known(.outboundFullRelay))
    }

    @Test func feelersAndProbesTakeTurns() {
        var plan = OutboundPlan(now: 0)
        let full = OutboundPlan.Counts(fullRelay: 8, blockRelay: 2)
        let now = 100 * Self.hour
        #expect(plan.next(full, .init(probesBlockRelay: true), now: now) == .known(.blockRelayOnly))
        #expect(plan.next(full, .init(probesBlockRelay: true), now: now) == .known(.feeler))
        #expect(plan.next(full, .init(), now: now) == .missingNetwork)
        plan.connectsToMissingNetwork(now: now)
        #expect(plan.next(full, .init(), now: now) == nil)
    }

    @Test func withFewConnectionsAllowedNoNetworkIsMissed() {
        var plan = OutboundPlan(now: 0)
        let counts = OutboundPlan.Counts(
            fullRelay: 3, blockRelay: 0, maximumFullRelay: 3, maximumBlockRelay: 0)
        let now = 100 * Self.hour
        #expect(plan.next(counts, .init(), now: now) == .known(.feeler))
        #expect(plan.next(counts, .init(), now: now) == nil)
    }

    // MARK: The filter

    private func candidate(
        _ text: String, services: ServiceFlags = [.network, .witness], lastTry: Int64 = 0,
        isDesirable: Bool = true
    ) throws -> OutboundFilter.Candidate {
        OutboundFilter.Candidate(
            address: PeerAddress(try #require(NetworkEndpoint(text)), services: services),
            lastTry: lastTry, hasDesirableServices: isDesirable)
    }

    private func filter(isFeeler: Bool = false, groups: Set<NetworkGroup> = []) -> OutboundFilter {
        OutboundFilter(isFeeler: isFeeler, networks: [.ipv4], connectedGroups: groups)
    }

    private static let now: Int64 = 1_700_000_000

    @Test func takesAGoodAddress() throws {
        #expect(
            filter().judge(try candidate("1.2.3.4:8333"), isOwn: false, now: Self.now) == .take)
    }

    @Test func connectsToEachGroupOnce() throws {
        let group = NetworkGroup(try #require(NetworkAddress("1.2.99.99")))
        let candidate = try candidate("1.2.3.4:8333")
        #expect(filter(groups: [group]).judge(candidate, isOwn: false, now: Self.now) == .skip)
        #expect(
            filter(isFeeler: true, groups: [group]).judge(candidate, isOwn: false, now: Self.now) == .take)
    }

    @Test func leavesOtherNetworksAlone() throws {
        #expect(
            filter().judge(try candidate("[2600::1]:8333"), isOwn: false, now: Self.now) == .skip)
    }

    @Test func neverConnectsToItself() throws {
        #expect(
            filter().judge(try candidate("1.2.3.4:8333"), isOwn: true, now: Self.now) == .giveUp)
    }

    @Test func asksMoreOfPeersThatAreToStayThanOfFeelers() throws {
        let limited = try candidate("1.2.3.4:8333", isDesirable: false)
        #expect(filter().judge(limited, isOwn: false, now: Self.now) == .skip)
        #expect(filter(isFeeler: true).judge(limited, isOwn: false, now: Self.now) == .take)
        let light = try candidate("1.2.3.4:8333", services: [.witness], isDesirable: true)
        #expect(filter(isFeeler: true).judge(light, isOwn: false, now: Self.now) == .skip)
    }

    @Test func growsLessPickyWithEachTry() throws {
        var filter = filter()
        let recent = try candidate("1.2.3.4:8333", lastTry: Self.now - 60)
        let odd = try candidate("1.2.3.4:22")
        for _ in 0..<29 {
            #expect(filter.beginTry() == true)
            #expect(filter.judge(recent, isOwn: false, now: Self.now) == .skip)
        }
        #expect(filter.beginTry() == true)
        #expect(filter.judge(recent, isOwn: false, now: Self.now) == .take)
        for _ in 30..<49 { #expect(filter.beginTry() == true) }
        #expect(filter.judge(odd, isOwn: false, now: Self.now) == .skip)
        #expect(filter.beginTry() == true)
        #expect(filter.judge(odd, isOwn: false, now: Self.now) == .take)
        for _ in 50..<100 { #expect(filter.beginTry() == true) }
        #expect(filter.beginTry() == false)
    }

    // MARK: Seeds

    @Test func asksASeedAtOnceIfNoAddressIsKnown() {
        var schedule = SeedSchedule(nodes: ["a", "b"], now: 0, isEmpty: true)
        #expect(schedule.take() == "b")
        #expect(schedule.take() == nil)
        schedule.schedule(hasFewPeers: true, now: 10, interval: 10)
        #expect(schedule.take() == nil)
        schedule.schedule(hasFewPeers: true, now: 11, interval: 10)
        #expect(schedule.take() == "a")
        schedule.schedule(hasFewPeers: true, now: 100, interval: 10)
        #expect(schedule.take() == nil)
    }

    @Test func asksNoSeedWithEnoughPeers() {
        var schedule = SeedSchedule(nodes: ["a"], now: 0, isEmpty: false)
        schedule.schedule(hasFewPeers: false, now: 100, interval: 10)
        #expect(schedule.take() == nil)
    }
}
