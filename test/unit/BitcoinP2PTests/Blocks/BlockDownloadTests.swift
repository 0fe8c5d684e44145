import BitcoinChain
import BitcoinConsensus
import BitcoinPrimitives
import BitcoinStorage
import Testing

@testable import BitcoinP2P

/// Which blocks are asked of whom.
@Suite struct BlockDownloadTests {
    private static let witness = PeerID(0)
    private static let second = PeerID(1)

    /// Headers up to a height, the first block alone in the best chain.
    private struct Fixture {
        let tree = BlockTree()
        var nodes: [BlockNode] = []
        var active = ActiveChain()

        init(_ count: Int) {
            let genesis = ChainParameters.parameters(for: .regtest).genesis.header
            nodes = [tree.insert(genesis, hash: genesis.hash, status: Self.status(.scripts, hasData: true))]
            var header = genesis
            for _ in 0..<count {
                header = BlockHeader(
                    version: 4, previousBlock: header.hash, merkleRoot: .zero, time: header.time + 1,
                    bits: header.bits, nonce: 0)
                nodes.append(tree.insert(header, hash: header.hash, status: Self.status(.tree)))
            }
            active.setTip(nodes[0], in: tree)
        }

        private static func status(_ validity: BlockStatus.Validity, hasData: Bool = false) -> BlockStatus {
            var status: BlockStatus = hasData ? .hasData : []
            _ = status.raise(to: validity)
            return status
        }

        var view: ChainView { ChainView(tree: tree, active: active, bestHeader: nodes.last) }

        func availability(_ height: Int) -> BlockAvailability {
            var availability = BlockAvailability()
            availability.announced(tree[nodes[height]].hash, in: view)
            return availability
        }
    }

    private func plan(
        _ fixture: Fixture, _ availability: inout BlockAvailability, _ requests: BlockRequests,
        peer: PeerID = witness, count: Int = 16, isLimited: Bool = false, servesWitnesses: Bool = true,
        segwitHeight: Int = 0
    ) -> BlockDownloadPlan {
        BlockDownloadPlan(
            count: count, peer: .init(id: peer, isLimited: isLimited, servesWitnesses: servesWitnesses),
            availability: &availability, requests: requests, in: fixture.view, segwitHeight: segwitHeight)
    }

    @Test func asksForTheLowestBlocksFirst() {
        let fixture = Fixture(100)
        var availability = fixture.availability(100)
        #expect(plan(fixture, &availability, BlockRequests()).blocks == Array(fixture.nodes[1...16]))
        #expect(plan(fixture, &availability, BlockRequests(), count: 0).blocks.isEmpty)
    }

    @Test func leavesOutWhatOthersWereAskedFor() {
        let fixture = Fixture(100)
        var availability = fixture.availability(100)
        var requests = BlockRequests()
        for node in fixture.nodes[1...16] { requests.add(node, to: Self.second, in: fixture.view, now: 1) }
        #expect(plan(fixture, &availability, requests).blocks == Array(fixture.nodes[17...32]))
    }

    @Test func asksOnlyForWhatThePeerHas() {
        let fixture = Fixture(100)
        var availability = fixture.availability(3)
        #expect(plan(fixture, &availability, BlockRequests()).blocks == Array(fixture.nodes[1...3]))
        var unknown = BlockAvailability()
        #expect(plan(fixture, &unknown, BlockRequests()).blocks.isEmpty)
    }

    @Test func staysInTheWindowAndNamesWhoHoldsItUp() {
        let fixture = Fixture(BlockDownloadPlan.window + 50)
        var availability = fixture.availability(fixture.nodes.count - 1)
        var requests = BlockRequests()
        for node in fixture.nodes[1...BlockDownloadPlan.window] {
            requests.add(node, to: Self.second, in: fixture.view, now: 1)
        }
        let stuck = plan(fixture, &availability, requests)
        #expect(stuck.blocks.isEmpty)
        #expect(stuck.staller == Self.second)
        // The one who holds it up does not accuse itself.
        var own = fixture.availability(fixture.nodes.count - 1)
        #expect(plan(fixture, &own, requests, peer: Self.second).staller == nil)
    }

    @Test func asksPeersWithTheLastBlocksForThoseOnly() {
        let fixture = Fixture(400)
        var availability = fixture.availability(400)
        let blocks = plan(fixture, &availability, BlockRequests(), isLimited: true).blocks
        #expect(blocks.first == fixture.nodes[400 - 286 + 1])
    }

    @Test func asksPeersWithoutWitnessesForOldBlocksOnly() {
        let fixture = Fixture(50)
        var availability = fixture.availability(50)
        let blocks = plan(
            fixture, &availability, BlockRequests(), servesWitnesses: false, segwitHeight: 6
        ).blocks
        #expect(blocks == Array(fixture.nodes[1...5]))
    }

    // MARK: Requests

    @Test func countsRequestsOfPeersAndBlocks() {
        let fixture = Fixture(10)
        var requests = BlockRequests()
        let hash = fixture.tree[fixture.nodes[1]].hash
        let added = [
            requests.add(fixture.nodes[1], to: Self.witness, in: fixture.view, now: 1),
            requests.add(fixture.nodes[1], to: Self.witness, in: fixture.view, now: 1),
            requests.add(fixture.nodes[1], to: Self.second, in: fixture.view, now: 2),
            requests.add(fixture.nodes[2], to: Self.second, in: fixture.view, now: 2),
        ]
        #expect(added == [true, false, true, true])
        #expect(requests.count == 3 && requests.downloadingPeerCount == 2)
        #expect(requests.peers(askedFor: hash) == [Self.witness, Self.second])
        requests.remove(hash, from: Self.witness, now: 3)
        #expect(requests.peers(askedFor: hash) == [Self.second])
        requests.removePeer(Self.second)
        #expect(requests.isEmpty && requests.count == 0 && requests.downloadingPeerCount == 0)
    }

    @Test func waitsForTheNextBlockFromTheTimeThatTheFirstHasCome() {
        let fixture = Fixture(10)
        var requests = BlockRequests()
        for node in fixture.nodes[1...3] { requests.add(node, to: Self.witness, in: fixture.view, now: 10) }
        #expect(requests.waitingSince(Self.witness) == 10)
        requests.remove(fixture.tree[fixture.nodes[1]].hash, now: 50)
        #expect(requests.waitingSince(Self.witness) == 50)
        // A later one says nothing about the first.
        requests.remove(fixture.tree[fixture.nodes[3]].hash, now: 70)
        #expect(requests.waitingSince(Self.witness) == 50)
    }

    @Test func endsAStallWithABlock() {
        let fixture = Fixture(10)
        var requests = BlockRequests()
        for node in fixture.nodes[1...3] { requests.add(node, to: Self.witness, in: fixture.view, now: 10) }
        let isNews = [20, 30].map { requests.startStall(of: Self.witness, now: $0) }
        #expect(isNews == [true, false])
        #expect(requests.stallingSince(Self.witness) == 20)
        requests.remove(fixture.tree[fixture.nodes[2]].hash, now: 40)
        #expect(requests.stallingSince(Self.witness) == nil)
        let isAsked = requests.startStall(of: Self.second, now: 20)
        #expect(!isAsked)
    }

    @Test func stallingTimeoutDoublesAndComesBack() {
        var timeout = StallingTimeout()
        var seen: [Int] = []
        for _ in 0..<7 {
            seen.append(timeout.seconds)
            timeout.increase()
        }
        #expect(seen == [2, 4, 8, 16, 32, 64, 64])
        for _ in 0..<100 { timeout.decrease() }
        #expect(timeout.seconds == 2)
    }

    // MARK: High bandwidth

    @Test func keepsThreePeersForHighBandwidth() {
        var peers = HighBandwidthPeers()
        for number in 0..<3 {
            let change = peers.delivered(PeerID(Int64(number)), isInbound: true) { _ in false }
            #expect(change == .init(start: PeerID(Int64(number))))
        }
        let again = peers.delivered(PeerID(0), isInbound: true) { _ in false }
        #expect(again == HighBandwidthPeers.Change())
        let fourth = peers.delivered(PeerID(3), isInbound: true) { _ in false }
        #expect(fourth == .init(start: PeerID(3), stop: PeerID(1)))
    }

    @Test func keepsTheOnlyOutboundPeerForHighBandwidth() {
        var peers = HighBandwidthPeers()
        let isOutbound: (PeerID) -> Bool = { $0 == PeerID(0) }
        for number in 0..<3 {
            _ = peers.delivered(PeerID(Int64(number)), isInbound: number != 0, isOutbound: isOutbound)
        }
        let change = peers.delivered(PeerID(3), isInbound: true, isOutbound: isOutbound)
        #expect(change == .init(start: PeerID(3), stop: PeerID(1)))
    }
}
