import BitcoinConsensus
import BitcoinPrimitives
import Testing

@testable import BitcoinP2P

/// The rules of the download of headers that are held back. Proof of work is looked at by others, so that the headers
/// here have none.
@Suite struct HeaderPresyncTests {
    private static let parameters = ChainParameters.parameters(for: .regtest)
    private static let batch = MessageLimits.headers

    /// Headers after the first block; others for another seed.
    private static func headers(_ count: Int, seed: UInt32 = 0) -> [BlockHeader] {
        var headers: [BlockHeader] = []
        var previous = parameters.genesis.header
        for _ in 0..<count {
            previous = BlockHeader(
                version: 4, previousBlock: previous.hash, merkleRoot: .zero, time: previous.time + 1,
                bits: previous.bits, nonce: seed)
            headers.append(previous)
        }
        return headers
    }

    private static let chain = headers(14 * batch)
    private static let other = headers(14 * batch, seed: 1)

    /// A download that wants the work of so many headers.
    private func presync(wanting count: Int, now: Int64? = nil) -> HeaderPresync {
        let genesis = Self.parameters.genesis.header
        let work = ProofOfWork.work(bits: genesis.bits)
        return HeaderPresync(
            peer: PeerID(0),
            start: HeaderPresync.Start(
                header: genesis, hash: genesis.hash, height: 0, chainWork: work,
                medianTimePast: Int64(genesis.time), locator: [genesis.hash]),
            minimumWork: work * UInt64(count + 1), parameters: Self.parameters,
            now: now ?? Int64(genesis.time) + 1_000_000,
            secret: HeaderPresync.Secret(offset: 5, key0: 1, key1: 2))
    }

    private func part(_ index: Int, of headers: [BlockHeader] = chain) -> [BlockHeader] {
        Array(headers[index * Self.batch..<(index + 1) * Self.batch])
    }

    /// Shows all headers once.
    private func show(_ presync: inout HeaderPresync, upTo count: Int) {
        for index in 0..<count {
            let result = presync.received(part(index), isFull: true)
            #expect(result.isValid && result.wantsMore && result.headers.isEmpty)
        }
    }

    @Test func keepsNothingUntilTheWorkIsShown() {
        var presync = presync(wanting: 12 * Self.batch)
        show(&presync, upTo: 11)
        #expect(presync.phase == .presync)
        #expect(presync.locator.first == part(10).last?.hash)
        show(&presync, upTo: 0)
        _ = presync.received(part(11), isFull: true)
        #expect(presync.phase == .redownload)
        #expect(presync.locator.first == Self.parameters.genesis.header.hash)
    }

    @Test func letsHeadersThroughInOrderInTheSecondDownload() {
        var presync = presync(wanting: 12 * Self.batch)
        show(&presync, upTo: 12)
        var taken: [BlockHeader] = []
        for index in 0..<12 {
            let result = presync.received(part(index), isFull: true)
            #expect(result.isValid)
            taken += result.headers
        }
        #expect(taken == Array(Self.chain.prefix(12 * Self.batch)))
        #expect(presync.phase == .finished)
    }

    @Test func holdsHeadersBackUntilEnoughCommitmentsFollow() {
        var presync = presync(wanting: 12 * Self.batch)
        show(&presync, upTo: 12)
        let buffer = Self.parameters.headersSync.redownloadBufferSize
        var count = 0
        for index in 0..<6 { count += presync.received(part(index), isFull: true).headers.count }
        #expect(count == max(0, 6 * Self.batch - buffer))
    }

    @Test func refusesAnotherChainInTheSecondDownload() {
        var presync = presync(wanting: 12 * Self.batch)
        show(&presync, upTo: 12)
        var taken = 0
        var isRefused = false
        for index in 0..<12 where !isRefused {
            let result = presync.received(part(index, of: Self.other), isFull: true)
            taken += result.headers.count
            isRefused = !result.isValid
        }
        #expect(isRefused)
        #expect(taken == 0)
        #expect(presync.phase == .finished)
    }

    @Test func endsWhenTheChainEndsWithoutTheWork() {
        var presync = presync(wanting: 12 * Self.batch)
        show(&presync, upTo: 2)
        let result = presync.received(Array(part(2).prefix(10)), isFull: false)
        #expect(result.isValid && !result.wantsMore && result.headers.isEmpty)
        #expect(presync.phase == .finished)
    }

    @Test func refusesHeadersThatDoNotFollow() {
        var presync = presync(wanting: 12 * Self.batch)
        show(&presync, upTo: 1)
        let isGapTaken = presync.received(part(2), isFull: true).isValid
        #expect(!isGapTaken && presync.phase == .finished)
        let isMoreTaken = presync.received(part(1), isFull: true).isValid
        #expect(!isMoreTaken)
    }

    @Test func refusesAGapInTheSecondDownload() {
        var presync = presync(wanting: 2 * Self.batch)
        show(&presync, upTo: 2)
        var broken = part(0)
        broken.remove(at: 100)
        let isTaken = presync.received(broken, isFull: true).isValid
        #expect(!isTaken)
    }

    @Test func refusesChainsThatAreLongerThanTimeAllows() {
        // Six headers a second: none at all is possible but for the two hours that clocks may differ.
        let genesis = Self.parameters.genesis.header
        var presync = presync(wanting: 1_000_000, now: Int64(genesis.time) - 7200)
        var count = 0
        while presync.received(part(count), isFull: true).isValid, count < 13 { count += 1 }
        #expect(presync.phase == .finished)
        #expect(count == 0)
    }

    @Test func commitmentBitsComeOutAsTheyWentIn() {
        var bits = CommitmentBits()
        let pattern = (0..<1000).map { $0 % 3 == 0 || $0 % 7 == 1 }
        for bit in pattern { bits.append(bit) }
        #expect(bits.count == 1000)
        let out = (0..<1001).map { _ in bits.removeFirst() }
        #expect(out == pattern.map(Optional.some) + [nil])
    }
}
