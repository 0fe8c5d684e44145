/// Why something is refused: upstream's reject reason, and its text for debugging.
public struct Rejection<Fault: Sendable & Hashable>: Error, Sendable, Hashable {
    /// What the refusal says about what is refused.
    public let kind: Fault
    /// The protocol's word for it: `bad-txnmrklroot`.
    public let reason: String
    /// More for people to read; may be empty.
    public let debug: String

    /// A refusal.
    public init(_ kind: Fault, _ reason: String, debug: String = "") {
        self.kind = kind
        self.reason = reason
        self.debug = debug
    }
}

extension Rejection: CustomStringConvertible {
    /// `reason, debug`.
    public var description: String { debug.isEmpty ? reason : "\(reason), \(debug)" }
}

/// Why a block is refused.
public typealias BlockRejection = Rejection<BlockFault>

/// Why a transaction is refused.
public typealias TransactionRejection = Rejection<TransactionFault>

/// What a refusal says about a block and about who sent it.
public enum BlockFault: Sendable, Hashable {
    /// The block breaks a consensus rule.
    case consensus
    /// The block was refused before.
    case cachedInvalid
    /// The header breaks a rule.
    case invalidHeader
    /// The data are not what the header commits to; another block may have the same hash.
    case mutated
    /// The block before it is not known.
    case missingPrevious
    /// The block before it is invalid.
    case invalidPrevious
    /// The time is too far ahead.
    case timeFuture
    /// The header may be on a chain of too little work.
    case headerLowWork
}

/// What a refusal says about a transaction.
public enum TransactionFault: Sendable, Hashable {
    /// The transaction breaks a consensus rule.
    case consensus
    /// Its inputs break a policy rule.
    case inputsNotStandard
    /// It breaks another policy rule.
    case notStandard
    /// An output that it spends is unknown or spent.
    case missingInputs
    /// It spends a coinbase too early, or is locked.
    case prematureSpend
    /// Its witness was changed, or is not allowed yet.
    case witnessMutated
    /// Its witness is missing.
    case witnessStripped
    /// It is known already.
    case conflict
    /// It breaks a limit of the mempool.
    case mempoolPolicy
    /// There is no mempool.
    case noMempool
    /// It may be accepted with others.
    case reconsiderable
    /// It was not looked at, since its package failed.
    case unknown
}
