import BitcoinPrimitives
import BitcoinSupport

extension PartiallySignedTransaction {
    /// `psbt` and a byte that no text has.
    static let magic: [UInt8] = Array("psbt".utf8) + [0xff]

    /// Reads the base64 that PSBTs are passed around as.
    public init(base64 text: some StringProtocol) throws(PSBTError) {
        guard let bytes = Base64.decode(text) else { throw .invalidBase64 }
        try self.init(bytes)
    }

    /// Reads the bytes of a PSBT, and nothing behind them.
    public init(_ bytes: [UInt8]) throws(PSBTError) {
        var reader = PSBTMapReader(bytes)
        let magic = try reader.plain { reader throws(SerializationError) in
            try reader.readBytes(Self.magic.count)
        }
        guard magic == Bytes(Self.magic) else { throw PSBTError("Invalid PSBT magic bytes") }
        let globals = try PSBTGlobals(from: &reader)
        self = try globals.makeEmpty()

        // Not allocated ahead: the counts are only claims.
        let given = globals.transaction
        for index in 0..<globals.inputCount where !reader.isAtEnd {
            inputs.append(try PSBTInput(from: &reader, given: given?.inputs[index]))
        }
        guard inputs.count == globals.inputCount else {
            throw PSBTError("Inputs provided does not match the number of inputs in transaction.")
        }
        for index in 0..<globals.outputCount where !reader.isAtEnd {
            outputs.append(try PSBTOutput(from: &reader, given: given?.outputs[index]))
        }
        guard outputs.count == globals.outputCount else {
            throw PSBTError("Outputs provided does not match the number of outputs in transaction.")
        }
        guard reader.isAtEnd else { throw .extraData }
    }
}

/// The first map, as it is read: which of its fields belong together depends on one of them.
private struct PSBTGlobals {
    private(set) var transaction: Transaction?
    private var version: UInt32 = 0
    private var transactionVersion: UInt32?
    private var fallbackLockTime: UInt32?
    private var claimedInputs: Int?
    private var claimedOutputs: Int?
    private var modifiable: UInt8?
    private var extendedKeys: [PSBTExtendedKey: KeyOrigin] = [:]
    private var proprietary: [Bytes: PSBTProprietary] = [:]
    private var unknown: [Bytes: Bytes] = [:]

    init(from reader: inout PSBTMapReader) throws(PSBTError) {
        var globals = PSBTGlobals()
        try reader.readMap("global", called: "the global") { reader, key throws(PSBTError) in
            try globals.read(key, &reader)
        }
        try globals.checkVersion()
        self = globals
    }

    private init() {}

    var inputCount: Int { transaction?.inputs.count ?? claimedInputs ?? 0 }
    var outputCount: Int { transaction?.outputs.count ?? claimedOutputs ?? 0 }

    /// The PSBT without its inputs and outputs.
    func makeEmpty() throws(PSBTError) -> PartiallySignedTransaction {
        var psbt = PartiallySignedTransaction(
            version: version, transactionVersion: transaction?.version ?? transactionVersion ?? 0,
            fallbackLockTime: transaction?.lockTime ?? fallbackLockTime, inputs: [], outputs: [])
        psbt.modifiable = modifiable.map(PartiallySignedTransaction.Modifiable.init)
        psbt.extendedKeys = extendedKeys
        psbt.proprietary = proprietary
        psbt.unknown = unknown
        return psbt
    }

    private mutating func read(_ key: PSBTKey, _ reader: inout PSBTMapReader) throws(PSBTError) {
        switch UInt8(exactly: key.type) {
        case PSBTGlobalType.unsignedTransaction:
            try key.require(1, for: "Global Unsigned TX")
            let transaction = try reader.sized { reader throws(SerializationError) in
                try Transaction(from: &reader, allowWitness: false)
            }
            guard transaction.inputs.allSatisfy(\.scriptSig.isEmpty) else {
                throw PSBTError("Unsigned tx does not have empty scriptSigs and scriptWitnesses.")
            }
            self.transaction = transaction
        case PSBTGlobalType.transactionVersion:
            try key.require(1, for: "Global Transaction Version")
            transactionVersion = try reader.integer()
        case PSBTGlobalType.fallbackLockTime:
            try key.require(1, for: "Global Fallback Locktime")
            fallbackLockTime = try reader.integer()
        case PSBTGlobalType.inputCount:
            try key.require(1, for: "Global Input Count")
            claimedInputs = try reader.sizedCount()
        case PSBTGlobalType.outputCount:
            try key.require(1, for: "Global Output Count")
            claimedOutputs = try reader.sizedCount()
        case PSBTGlobalType.modifiable:
            try key.require(1, for: "Global TX Modifiable Flags")
            modifiable = try reader.integer()
        case PSBTGlobalType.extendedKey:
            try key.require(PSBTExtendedKey.size + 1, for: "Global XPUB")
            guard let extendedKey = PSBTExtendedKey(key.data) else { throw PSBTError("Invalid pubkey") }
            extendedKeys[extendedKey] = try reader.origin()
        case PSBTGlobalType.version:
            try key.require(1, for: "Global PSBT Version")
            version = try reader.integer()
            guard version <= 2 else { throw PSBTError("Unsupported version number") }
        case PSBTGlobalType.proprietary:
            proprietary[key.bytes] = try reader.proprietary(key)
        default:
            unknown[key.bytes] = try reader.bytes()
        }
    }

    /// Each version has its fields, and is not to have those of the other.
    private func checkVersion() throws(PSBTError) {
        switch version {
        case 0:
            guard transaction != nil else { throw PSBTError("No unsigned transaction was provided") }
            try Self.refuse(transactionVersion, "PSBT_GLOBAL_TX_VERSION is not allowed in PSBTv0")
            try Self.refuse(fallbackLockTime, "PSBT_GLOBAL_FALLBACK_LOCKTIME is not allowed in PSBTv0")
            try Self.refuse(claimedInputs, "PSBT_GLOBAL_INPUT_COUNT is not allowed in PSBTv0")
            try Self.refuse(claimedOutputs, "PSBT_GLOBAL_OUTPUT_COUNT is not allowed in PSBTv0")
            try Self.refuse(modifiable, "PSBT_GLOBAL_TX_MODIFIABLE is not allowed in PSBTv0")
        case 2:
            try Self.demand(transactionVersion, "PSBT_GLOBAL_TX_VERSION is required in PSBTv2")
            try Self.demand(claimedInputs, "PSBT_GLOBAL_INPUT_COUNT is required in PSBTv2")
            try Self.demand(claimedOutputs, "PSBT_GLOBAL_OUTPUT_COUNT is required in PSBTv2")
            try Self.refuse(transaction, "PSBT_GLOBAL_UNSIGNED_TX is not allowed in PSBTv2")
        default:
            throw PSBTError("There is no PSBT version 1")
        }
    }

    private static func refuse<Field>(_ field: Field?, _ message: String) throws(PSBTError) {
        guard field == nil else { throw PSBTError(message) }
    }

    private static func demand<Field>(_ field: Field?, _ message: String) throws(PSBTError) {
        guard field != nil else { throw PSBTError(message) }
    }
}
