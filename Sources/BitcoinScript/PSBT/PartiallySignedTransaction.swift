import BitcoinPrimitives

/// A transaction on its way from one signer to the next, with all that they have to know (BIP174, BIP370).
public struct PartiallySignedTransaction: Sendable, Hashable {
    /// 0 (BIP174) or 2 (BIP370). In 2 the parts of the transaction lie in the maps of inputs and outputs.
    public let version: UInt32
    /// The version of the transaction.
    public var transactionVersion: UInt32
    /// The lock time, if no input requires one.
    public var fallbackLockTime: UInt32?
    /// What may still be changed; nil if nothing is said, as always in version 0.
    public var modifiable: Modifiable?
    /// Where extended public keys come from, by their 78 bytes (BIP32).
    public var extendedKeys: [PSBTExtendedKey: KeyOrigin] = [:]
    /// The inputs.
    public var inputs: [PSBTInput]
    /// The outputs.
    public var outputs: [PSBTOutput]
    /// What programs keep for themselves, by the whole key.
    public var proprietary: [Bytes: PSBTProprietary] = [:]
    /// Pairs of types that are not known.
    public var unknown: [Bytes: Bytes] = [:]

    /// What may still be changed (BIP370).
    public struct Modifiable: OptionSet, Sendable, Hashable {
        /// The bits.
        public let rawValue: UInt8

        /// Takes the bits.
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// Inputs may be added and removed.
        public static let inputs = Modifiable(rawValue: 1)
        /// Outputs may be added and removed.
        public static let outputs = Modifiable(rawValue: 2)
        /// A signature covers one output only, so that inputs and outputs have to keep their pairs.
        public static let hasSingle = Modifiable(rawValue: 4)
    }

    /// The versions that there are.
    public static let versions: [UInt32] = [0, 2]

    init(
        version: UInt32, transactionVersion: UInt32, fallbackLockTime: UInt32?, inputs: [PSBTInput],
        outputs: [PSBTOutput]
    ) {
        self.version = version
        self.transactionVersion = transactionVersion
        self.fallbackLockTime = fallbackLockTime
        self.inputs = inputs
        self.outputs = outputs
    }

    /// A transaction of which nothing is signed yet; signatures in it are left out.
    ///
    /// - Parameter version: 0 or 2.
    public init(_ transaction: Transaction, version: UInt32 = 2) {
        self.init(
            version: version, transactionVersion: transaction.version,
            fallbackLockTime: transaction.lockTime,
            inputs: transaction.inputs.map {
                PSBTInput(previousOutput: $0.previousOutput, sequence: $0.sequence)
            },
            outputs: transaction.outputs.map(PSBTOutput.init))
    }

    /// The lock time that all inputs can live with; nil if there is none, as some require a time and others a height.
    public var lockTime: UInt32? {
        guard version >= 2 else { return fallbackLockTime ?? 0 }
        return LockTimeChoice(inputs).map { $0.chosen ?? fallbackLockTime ?? 0 }
    }

    /// The transaction without signatures; nil if its inputs contradict each other in the lock time.
    public var unsignedTransaction: Transaction? {
        transaction { $0.sequence ?? TransactionInput.finalSequence }
    }

    /// What two PSBTs have in common that can be combined; nil if there is no such transaction.
    public var uniqueID: Txid? {
        transaction { version >= 2 ? 0 : $0.sequence ?? TransactionInput.finalSequence }?.txid
    }

    private func transaction(sequence: (PSBTInput) -> UInt32) -> Transaction? {
        guard let lockTime else { return nil }
        return Transaction(
            version: transactionVersion,
            inputs: inputs.map {
                TransactionInput(previousOutput: $0.previousOutput, sequence: sequence($0))
            },
            outputs: outputs.map(\.output), lockTime: lockTime)
    }

    /// How many inputs are not finished.
    public var unfinishedInputCount: Int { inputs.count { !$0.isFinal } }
}

/// The lock time that inputs agree on. Heights are preferred (BIP370).
struct LockTimeChoice {
    private var time: UInt32? = 0
    private var height: UInt32? = 0

    /// Nil if some inputs can do with a time only and others with a height only.
    init?(_ inputs: [PSBTInput]) {
        for input in inputs where !add(input) { return nil }
    }

    /// Takes in what an input requires. False if nothing is left that suits all.
    private mutating func add(_ input: PSBTInput) -> Bool {
        switch (input.requiredTime, input.requiredHeight) {
        case (nil, nil): return true
        case (_?, nil): height = nil
        case (nil, _?): time = nil
        case (_?, _?): break
        }
        if let required = input.requiredTime { time = time.map { max($0, required) } }
        if let required = input.requiredHeight { height = height.map { max($0, required) } }
        return time != nil || height != nil
    }

    /// The lock time; nil if no input requires one.
    var chosen: UInt32? {
        if let height, height > 0 { return height }
        if let time, time > 0 { return time }
        return nil
    }
}
