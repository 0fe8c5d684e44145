import BitcoinConsensus
import BitcoinCrypto
import BitcoinPrimitives
import BitcoinSupport

/// Headers of a peer whose chain has not shown yet that it has enough work to be worth memory.
///
/// They are downloaded twice. The first time nothing is kept but their work and, of one header in
/// some hundred, a secret bit of its hash. Once the work suffices they are downloaded again; those bits
/// prove that it is the same chain, and headers are let through when enough bits after them were right.
/// A flood of cheap headers thus costs a few hundred kilobytes at most, however long it is.
public struct HeaderPresync: Sendable {
    /// Where the peer's chain leaves the known headers.
    public struct Start: Sendable {
        /// The last known header.
        public let header: BlockHeader
        /// Its hash.
        public let hash: BlockHash
        /// Its height.
        public let height: Int
        /// The work up to and with it.
        public let chainWork: UInt256
        /// The median time of it and the ten before it.
        public let medianTimePast: Int64
        /// A locator from it.
        public let locator: [BlockHash]

        /// A known header.
        public init(
            header: BlockHeader, hash: BlockHash, height: Int, chainWork: UInt256, medianTimePast: Int64,
            locator: [BlockHash]
        ) {
            self.header = header
            self.hash = hash
            self.height = height
            self.chainWork = chainWork
            self.medianTimePast = medianTimePast
            self.locator = locator
        }
    }

    /// What nobody else may know: which headers are committed to, and how.
    public struct Secret: Sendable {
        /// The first of the heights with a commitment.
        public let offset: Int
        /// The first half of the key.
        public let key0: UInt64
        /// The second half of the key.
        public let key1: UInt64

        /// A given secret.
        public init(offset: Int, key0: UInt64, key1: UInt64) {
            self.offset = offset
            self.key0 = key0
            self.key1 = key1
        }

        /// A new secret.
        public init(period: Int) {
            self.init(
                offset: Int.random(in: 0..<max(period, 1)), key0: .random(in: 0...(.max)),
                key1: .random(in: 0...(.max)))
        }
    }

    /// How far the download has come.
    public enum Phase: Sendable, Hashable {
        /// The headers are only counted.
        case presync
        /// The headers are downloaded again and checked against what is known from the first time.
        case redownload
        /// Everything is done, or nothing will come of it.
        case finished
    }

    /// What became of a message.
    public struct Result: Sendable {
        /// Headers on a chain of enough work, to be taken in.
        public var headers: [BlockHeader] = []
        /// Whether the headers were what they had to be.
        public var isValid = false
        /// Whether to ask for more, from `locator`.
        public var wantsMore = false
    }

    private let peer: PeerID
    private let consensus: ConsensusParameters
    private let limits: ChainParameters.HeadersSync
    private let start: Start
    private let minimumWork: UInt256
    private let secret: Secret
    private let maximumCommitments: Int

    /// How far the download has come.
    public private(set) var phase = Phase.presync
    /// The height that the first download has reached.
    public private(set) var height: Int
    /// The work of what was downloaded first.
    public private(set) var chainWork: UInt256
    private var last: BlockHeader
    private var lastHash: BlockHash
    private var commitments = CommitmentBits()

    private var buffer = HeaderBuffer()
    private var redownloadWork: UInt256
    private var releasesAll = false

    /// Begins a download.
    ///
    /// - Parameters:
    ///   - start: the header that the peer's headers follow.
    ///   - minimumWork: the work from which on they are taken in.
    ///   - now: seconds since 1970. No honest chain has more than six headers for each second since the start.
    public init(
        peer: PeerID, start: Start, minimumWork: UInt256, parameters: ChainParameters, now: Int64,
        secret: Secret? = nil
    ) {
        self.peer = peer
        self.start = start
        self.minimumWork = minimumWork
        consensus = parameters.consensus
        limits = parameters.headersSync
        self.secret = secret ?? Secret(period: parameters.headersSync.commitmentPeriod)
        height = start.height
        chainWork = start.chainWork
        last = start.header
        lastHash = start.hash
        redownloadWork = start.chainWork
        let seconds = max(0, now - start.medianTimePast + ConsensusLimits.maximumFutureSeconds)
        maximumCommitments = Int(seconds) * 6 / limits.commitmentPeriod
        log {
            "started with peer=\(peer): height=\(start.height), "
                + "max_commitments=\(maximumCommitments), min_work=\(minimumWork)"
        }
    }

    /// The time of the last header of the first download.
    public var time: UInt32 { last.time }

    /// What to ask the peer for next.
    public var locator: [BlockHash] {
        switch phase {
        case .presync: [lastHash] + start.locator
        case .redownload: [buffer.lastHash] + start.locator
        case .finished: []
        }
    }

    /// Takes headers that follow each other and meet the targets that they claim.
    ///
    /// - Parameter isFull: whether the message held as many as one may, so that there are likely more.
    public mutating func received(_ headers: [BlockHeader], isFull: Bool) -> Result {
        var result = Result()
        guard !headers.isEmpty else { return result }
        switch phase {
        case .presync:
            result.isValid = count(headers)
            if result.isValid {
                result.wantsMore = isFull || phase == .redownload
                if !result.wantsMore { logAbort("incomplete headers message", at: height) }
            }
        case .redownload:
            result.isValid = headers.allSatisfy { check($0) }
            if result.isValid {
                result.headers = release()
                if buffer.isEmpty && releasesAll {
                    log {
                        "complete with peer=\(peer): releasing all at height=\(buffer.lastHeight) "
                            + "(redownload phase)"
                    }
                } else if isFull {
                    result.wantsMore = true
                } else {
                    logAbort("incomplete headers message", at: buffer.lastHeight)
                }
            }
        case .finished:
            return result
        }
        if !(result.isValid && result.wantsMore) { finish() }
        return result
    }

    private mutating func finish() {
        phase = .finished
        commitments = CommitmentBits()
        buffer = HeaderBuffer()
    }

    // MARK: The first download

    private mutating func count(_ headers: [BlockHeader]) -> Bool {
        guard headers[0].previousBlock == lastHash else {
            logAbort("non-continuous headers", at: height)
            return false
        }
        for header in headers {
            let next = height + 1
            guard isPermitted(header, at: next, after: last.bits) else {
                logAbort("invalid difficulty transition", at: next)
                return false
            }
            let hash = header.hash
            if isCommitted(next) {
                commitments.append(bit(hash))
                guard commitments.count <= maximumCommitments else {
                    logAbort("exceeded max commitments", at: next)
                    return false
                }
            }
            chainWork += ProofOfWork.work(bits: header.bits)
            last = header
            lastHash = hash
            height = next
        }
        if chainWork >= minimumWork {
            buffer = HeaderBuffer(after: start.hash, height: start.height)
            phase = .redownload
            Log.debug(.net) {
                "Initial headers sync transition with peer=\(peer): reached sufficient work at "
                    + "height=\(height), redownloading from height=\(start.height)"
            }
        }
        return true
    }

    // MARK: The second download

    private mutating func check(_ header: BlockHeader) -> Bool {
        let next = buffer.lastHeight + 1
        guard header.previousBlock == buffer.lastHash else {
            logAbort("non-continuous headers", at: next)
            return false
        }
        guard isPermitted(header, at: next, after: buffer.lastBits ?? start.header.bits) else {
            logAbort("invalid difficulty transition", at: next)
            return false
        }
        redownloadWork += ProofOfWork.work(bits: header.bits)
        if redownloadWork >= minimumWork { releasesAll = true }
        let hash = header.hash
        if !releasesAll && isCommitted(next) {
            guard let expected = commitments.removeFirst() else {
                logAbort("commitment overrun", at: next)
                return false
            }
            guard bit(hash) == expected else {
                logAbort("commitment mismatch", at: next)
                return false
            }
        }
        buffer.append(header, hash: hash)
        return true
    }

    /// The headers that enough right bits have followed.
    private mutating func release() -> [BlockHeader] {
        buffer.removeFirst(releasesAll ? buffer.count : max(0, buffer.count - limits.redownloadBufferSize))
    }

    // MARK: Rules

    private func isPermitted(_ header: BlockHeader, at height: Int, after bits: UInt32) -> Bool {
        ProofOfWork.isTransitionPermitted(
            height: height, from: bits, to: header.bits, parameters: consensus)
    }

    private func isCommitted(_ height: Int) -> Bool { height % limits.commitmentPeriod == secret.offset }

    private func bit(_ hash: BlockHash) -> Bool {
        SipHash.hash(hash.hash.value, key0: secret.key0, key1: secret.key1) & 1 == 1
    }

    private func log(_ message: () -> String) {
        Log.debug(.net) { "Initial headers sync \(message())" }
    }

    private func logAbort(_ reason: String, at height: Int) {
        log {
            let name = phase == .presync ? "presync" : "redownload"
            return "aborted with peer=\(peer): \(reason) at height=\(height) (\(name) phase)"
        }
    }
}
