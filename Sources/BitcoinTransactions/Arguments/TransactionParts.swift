import BitcoinCommands
import BitcoinPrimitives
import BitcoinSupport

/// The parts of a new transaction as commands are given them.
public struct TransactionParts: Sendable {
    /// The outputs to spend: objects with `txid`, `vout` and perhaps `sequence`.
    public var inputs: JSONValue
    /// Amounts by addresses, and `data`: an array of objects of one member, or one object.
    public var outputs: JSONValue
    /// The lock time; null for none.
    public var lockTime: JSONValue
    /// Whether it is to be replaceable (BIP125); nil if nobody said.
    public var isReplaceable: Bool?
    /// The version.
    public var version: UInt32

    /// Parts that were not looked at yet.
    public init(
        inputs: JSONValue, outputs: JSONValue, lockTime: JSONValue = .null, isReplaceable: Bool? = nil,
        version: UInt32 = 2
    ) {
        self.inputs = inputs
        self.outputs = outputs
        self.lockTime = lockTime
        self.isReplaceable = isReplaceable
        self.version = version
    }

    /// The versions that nodes relay.
    private static let standardVersions: ClosedRange<UInt32> = 1...3

    /// Inputs with this number or a lower one tell that the transaction may be replaced (BIP125).
    private static let replaceableSequence = TransactionInput.finalSequence - 2

    /// The transaction.
    ///
    /// - Parameter format: how addresses are written.
    public func transaction(_ format: AddressFormat) throws -> Transaction {
        let lockTime = try checkedLockTime()
        guard Self.standardVersions.contains(version) else {
            let (lowest, highest) = (Self.standardVersions.lowerBound, Self.standardVersions.upperBound)
            throw RPCError(
                .invalidParameter, "Invalid parameter, version out of range(\(lowest)~\(highest))")
        }
        let inputs = try self.inputs.isNull ? [] : self.inputs.requireArray().map { try input($0, lockTime) }
        let outputs = try TransactionOutputs(outputs, format).outputs
        if isReplaceable == true, !inputs.isEmpty,
            !inputs.contains(where: { $0.sequence <= Self.replaceableSequence })
        {
            throw RPCError(
                .invalidParameter,
                "Invalid parameter combination: Sequence number(s) contradict replaceable option")
        }
        return Transaction(version: version, inputs: inputs, outputs: outputs, lockTime: lockTime)
    }

    private func checkedLockTime() throws -> UInt32 {
        if lockTime.isNull { return 0 }
        guard let lockTime = UInt32(exactly: try lockTime.requireInteger(as: Int64.self)) else {
            throw RPCError(.invalidParameter, "Invalid parameter, locktime out of range")
        }
        return lockTime
    }

    private func input(_ value: JSONValue, _ lockTime: UInt32) throws -> TransactionInput {
        _ = try value.requireObject()
        let txid = Txid(try Hash256(argument: value["txid"], called: "txid"))
        guard case .number = value["vout"] else {
            throw RPCError(.invalidParameter, "Invalid parameter, missing vout key")
        }
        guard let index = UInt32(exactly: try value["vout"].requireInteger(as: Int32.self)) else {
            throw RPCError(.invalidParameter, "Invalid parameter, vout cannot be negative")
        }
        return TransactionInput(
            previousOutput: OutPoint(txid: txid, index: index),
            sequence: try sequence(value["sequence"]) ?? defaultSequence(lockTime))
    }

    private func sequence(_ value: JSONValue) throws -> UInt32? {
        guard case .number = value else { return nil }
        guard let sequence = UInt32(exactly: try value.requireInteger(as: Int64.self)) else {
            throw RPCError(.invalidParameter, "Invalid parameter, sequence number is out of range")
        }
        return sequence
    }

    /// Replaceable if nobody minds, else one that heeds the lock time if there is one.
    private func defaultSequence(_ lockTime: UInt32) -> UInt32 {
        if isReplaceable ?? true { return Self.replaceableSequence }
        return lockTime == 0 ? TransactionInput.finalSequence : TransactionInput.finalSequence - 1
    }
}
