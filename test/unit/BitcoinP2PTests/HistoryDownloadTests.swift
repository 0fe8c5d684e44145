import BitcoinChain
import BitcoinPrimitives
import BitcoinStorage
import Testing

@testable import BitcoinP2P

/// Which blocks behind a snapshot peers are asked for.
@Suite struct HistoryDownloadTests {
    private let tree = BlockTree()
    private let nodes: [BlockNode]

    /// A chain of two hundred headers without any block, whose snapshot is at 150.
    init() {
        var nodes: [BlockNode] = []
        var previous = BlockHash.zero
        for number in 0..<200 {
            let header = BlockHeader(
                version: 1, previousBlock: previous, merkleRoot: .zero, time: UInt32(number),
                bits: 0x207f_ffff,
                nonce: 0)
            var status = BlockStatus()
            _ = status.raise(to: .tree)
            nodes.append(tree.insert(header, hash: header.hash, status: status))
            previous = header.hash
        }
        self.nodes = nodes
    }

    private func plan(
        count: Int, validated: Int, tip: Int, known: Int = 199, isLimited: Bool = false,
        requests: BlockRequests = BlockRequests()
    ) -> [Int] {
        var active = ActiveChain()
        active.setTip(nodes[tip], in: tree)
        let view = ChainView(
            tree: tree, active: active, bestHeader: nodes[199],
            history: ChainView.History(after: nodes[validated], upTo: nodes[150]))
        var availability = BlockAvailability()
        availability.announced(tree[nodes[known]].hash, in: view)
        let plan = BlockDownloadPlan(
            count: count, peer: .init(id: PeerID(1), isLimited: isLimited, servesWitnesses: true),
            availability: &availability, requests: requests, in: view, segwitHeight: 0)
        return plan.blocks.map { tree[$0].height }
    }

    @Test func theNetworksTipComesFirst() {
        #expect(plan(count: 16, validated: 20, tip: 150) == Array(151...166))
        #expect(plan(count: 16, validated: 20, tip: 190) == Array(191...199) + Array(21...27))
        #expect(plan(count: 16, validated: 140, tip: 199) == Array(141...150))
        #expect(plan(count: 16, validated: 150, tip: 199).isEmpty)
    }

    @Test func onlyPeersThatHaveAllOfItAreAsked() {
        #expect(plan(count: 16, validated: 20, tip: 199, isLimited: true).isEmpty)
        #expect(plan(count: 16, validated: 20, tip: 199, known: 100).isEmpty)
    }
}
