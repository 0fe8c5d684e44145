import BitcoinConsensus
import BitcoinMempool
import BitcoinPrimitives

/// What became of a transaction that was handed to the mempool.
public struct MempoolAcceptance: Sendable {
    /// The main thing about it.
    public enum Outcome: Sendable {
        /// It is in the mempool, or would be, had it not been a test.
        case accepted
        /// It is not.
        case refused(TransactionRejection)
        /// It was there before.
        case known
        /// The same transaction with other witnesses was there before; this is their id.
        case knownWithOtherWitness(Wtxid)
    }

    /// The main thing about it.
    public var outcome: Outcome
    /// The virtual size that it counts for, if it is accepted or known.
    public var virtualSize: Int?
    /// What it pays, if it is accepted or known.
    public var fee: Amount?
    /// The fee rate that counted, if it is accepted: with priorities, and of the package if that was looked at.
    public var effectiveRate: FeeRate?
    /// The transactions that this fee rate is of.
    public var effectiveTransactions: [Wtxid] = []
    /// The transactions that it replaced.
    public var replaced: [Transaction] = []

    /// An outcome about which there is no more to say.
    public init(_ outcome: Outcome) { self.outcome = outcome }

    /// Whether it is accepted.
    public var isAccepted: Bool {
        if case .accepted = outcome { true } else { false }
    }

    /// Why it is not accepted.
    public var rejection: TransactionRejection? {
        if case .refused(let rejection) = outcome { rejection } else { nil }
    }
}

/// Whose fault it is that several transactions are not taken together.
public enum PackageFault: Sendable, Hashable {
    /// The package breaks a rule.
    case policy
    /// One of its transactions does.
    case transaction
}

extension PackageAcceptance.Problem {
    /// At least one transaction failed.
    static var transactionFailed: Self { Self(.transaction, "transaction failed") }
}

/// What became of several transactions that were handed in together.
public struct PackageAcceptance: Sendable {
    /// What is wrong with all of them together.
    public typealias Problem = Rejection<PackageFault>

    /// What is wrong, if anything.
    public var problem: Problem?
    /// What became of each transaction; those that were not looked at to the end are missing.
    public var results: [Wtxid: MempoolAcceptance]

    /// An outcome.
    public init(problem: Problem?, results: [Wtxid: MempoolAcceptance] = [:]) {
        self.problem = problem
        self.results = results
    }
}

/// A transaction that came into the mempool.
public struct AddedTransaction: Sendable {
    /// What is known of it.
    public let entry: MempoolEntry
    /// The number of the change.
    public let sequence: UInt64
    /// It comes from a block that was taken back.
    public let isResurrected: Bool
    /// It was handed in with others.
    public let isInPackage: Bool
    /// The node had caught up with the network, so that the time until it is mined means something.
    public let isChainCurrent: Bool
    /// It spends only what is in blocks.
    public let hasNoParents: Bool
}
