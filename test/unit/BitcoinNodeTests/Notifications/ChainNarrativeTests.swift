import BitcoinPrimitives
import BitcoinStorage
import Testing

@testable import BitcoinChain
@testable import BitcoinNode

@Suite struct ChainNarrativeTests {
    /// A block that follows another one; `mark` tells siblings apart.
    private func block(after previous: BlockSnapshot? = nil, _ mark: UInt32 = 0) -> BlockSnapshot {
        let header = BlockHeader(
            version: 1, previousBlock: previous?.hash ?? .zero, merkleRoot: .zero, time: 0, bits: 0,
            nonce: mark)
        return BlockSnapshot(
            hash: header.hash, header: header, height: (previous?.height ?? -1) + 1, chainWork: .zero,
            medianTimePast: 0, maximumTime: 0, status: BlockStatus(rawValue: 0), transactionCount: 1,
            chainTransactionCount: 1, dataPosition: nil, undoPosition: nil, isActive: true, next: nil,
            confirmations: 1)
    }

    private func told(_ narrative: inout ChainNarrative, _ events: [ChainEvent]) -> [String] {
        events.compactMap { event in
            switch narrative.received(event) {
            case .connected(let block): "C\(block.header.nonce)"
            case .disconnected(let block): "D\(block.header.nonce)"
            case .arrived: "T"
            case nil: nil
            }
        }
    }

    @Test func eachStepIsTold() {
        let (root, other) = (block(), block(after: block(), 7))
        let (one, two) = (block(after: root, 1), block(after: block(after: root, 1), 2))
        var narrative = ChainNarrative(from: root.hash)
        #expect(
            told(
                &narrative,
                [
                    .blockConnected(one), .tipChanged(one, isInitialDownload: false), .blockConnected(two),
                    .tipChanged(two, isInitialDownload: false), .blockDisconnected(two),
                    .blockDisconnected(one), .blockConnected(other),
                    .tipChanged(other, isInitialDownload: false),
                ]) == ["C1", "T", "C2", "T", "D2", "D1", "C7", "T"])
        #expect(narrative.position == other.hash)
    }

    @Test func aChainThatOnlyBecameShorterHasNoNewTip() {
        let root = block()
        let one = block(after: root, 1)
        var narrative = ChainNarrative(from: one.hash)
        #expect(
            told(&narrative, [.blockDisconnected(one), .tipChanged(root, isInitialDownload: false)]) == ["D1"]
        )
    }

    @Test func tipsAreNotToldDuringTheInitialDownload() {
        let root = block()
        let one = block(after: root, 1)
        var narrative = ChainNarrative(from: root.hash)
        #expect(
            told(&narrative, [.blockConnected(one), .tipChanged(one, isInitialDownload: true)]) == ["C1"])
        #expect(told(&narrative, [.tipChanged(one, isInitialDownload: false)]) == [])
    }

    @Test func eventsFromBeforeTheStartAreNotToldAgain() {
        let root = block()
        let one = block(after: root, 1)
        let two = block(after: one, 2)
        let three = block(after: two, 3)
        // The tip was asked for when two blocks of the events were there already.
        var narrative = ChainNarrative(from: two.hash)
        #expect(
            told(
                &narrative,
                [
                    .blockConnected(one), .tipChanged(one, isInitialDownload: false), .blockConnected(two),
                    .tipChanged(two, isInitialDownload: false), .blockConnected(three),
                    .tipChanged(three, isInitialDownload: false),
                ]) == ["C3", "T"])
    }

    @Test func aTipThatWasLeftAndFoundAgainIsToldAsAPath() {
        let root = block()
        let one = block(after: root, 1)
        let other = block(after: root, 2)
        // Subscribed at 2, asked for the tip after it was 1 again, having been 1 in between.
        var narrative = ChainNarrative(from: one.hash)
        #expect(
            told(
                &narrative,
                [
                    .blockDisconnected(other), .blockConnected(one), .blockDisconnected(one),
                    .blockConnected(other), .blockDisconnected(other), .blockConnected(one),
                ]) == ["D1", "C2", "D2", "C1"])
        #expect(narrative.position == one.hash)
    }

    @Test func aWalkTellsOfItsEndOnlyIfBlocksWereAdded() {
        let root = block()
        let one = block(after: root, 1)
        var narrative = ChainNarrative(from: one.hash)
        _ = narrative.disconnect(one)
        #expect(narrative.position == root.hash)
        guard case nil = narrative.arrive() else {
            Issue.record("a shorter chain was told of as a new tip")
            return
        }
        _ = narrative.connect(one)
        guard case .arrived(let tip) = narrative.arrive() else {
            Issue.record("a new tip was not told of")
            return
        }
        #expect(tip == one.hash)
    }
}
