import BitcoinChain
import BitcoinConsensus
import BitcoinPrimitives
import BitcoinStorage
import Testing

@testable import BitcoinP2P

@Suite struct ChainSyncTimeoutTests {
    /// A best chain of 20 blocks, and all its nodes.
    private static func chain() -> (view: ChainView, nodes: [BlockNode]) {
        let tree = BlockTree()
        let genesis = ChainParameters.parameters(for: .regtest).genesis.header
        var nodes = [tree.insert(genesis, hash: genesis.hash, status: [])]
        var header = genesis
        for _ in 0..<20 {
            header = BlockHeader(
                version: 4, previousBlock: header.hash, merkleRoot: .zero, time: header.time + 1,
                bits: header.bits, nonce: 0)
            nodes.append(tree.insert(header, hash: header.hash, status: []))
        }
        var active = ActiveChain()
        active.setTip(nodes[20], in: tree)
        return (ChainView(tree: tree, active: active, bestHeader: nodes[20]), nodes)
    }

    @Test func leavesAPeerThatStaysBehindAfterAskingItOnce() {
        let (view, nodes) = Self.chain()
        var timeout = ChainSyncTimeout()
        #expect(timeout.check(best: nodes[3], in: view, now: 1000) == .none)
        #expect(timeout.check(best: nodes[3], in: view, now: 1000 + ChainSyncTimeout.patience) == .none)
        let asked = 1001 + ChainSyncTimeout.patience
        #expect(
            timeout.check(best: nodes[3], in: view, now: asked) == .requestHeaders(benchmark: nodes[20]))
        #expect(timeout.check(best: nodes[3], in: view, now: asked + ChainSyncTimeout.responseTime) == .none)
        #expect(
            timeout.check(best: nodes[3], in: view, now: asked + ChainSyncTimeout.responseTime + 1)
                == .disconnect)
    }

    @Test func staysWithAPeerThatHasCaughtUp() {
        let (view, nodes) = Self.chain()
        var timeout = ChainSyncTimeout()
        _ = timeout.check(best: nil, in: view, now: 1000)
        #expect(timeout.check(best: nodes[20], in: view, now: 5000) == .none)
        // Behind again: the clock begins anew.
        #expect(timeout.check(best: nodes[19], in: view, now: 6000) == .none)
        #expect(timeout.check(best: nodes[19], in: view, now: 6000 + ChainSyncTimeout.patience) == .none)
    }

    @Test func neverLeavesAProtectedPeer() {
        let (view, _) = Self.chain()
        var timeout = ChainSyncTimeout()
        timeout.isProtected = true
        for now in stride(from: Int64(1000), to: 1_000_000, by: 1000) {
            #expect(timeout.check(best: nil, in: view, now: now) == .none)
        }
    }
}
