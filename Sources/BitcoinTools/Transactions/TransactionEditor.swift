import BitcoinPrimitives
import BitcoinTransactions

/// A transaction that commands change, one after the other, and what they keep for those after them.
struct TransactionEditor {
    /// How addresses and private keys are written.
    let format: AddressFormat
    /// The version.
    var version: UInt32 = 2
    /// The inputs.
    var inputs: [TransactionInput] = []
    /// The outputs.
    var outputs: [TransactionOutput] = []
    /// The lock time.
    var lockTime: UInt32 = 0
    /// Values that later commands need.
    var registers = Registers()

    /// The versions that nodes relay.
    private static let standardVersions: ClosedRange<UInt32> = 1...3

    /// A transaction of version 2 with neither inputs nor outputs.
    init(_ format: AddressFormat) {
        self.format = format
    }

    /// The transaction as it is now.
    var transaction: Transaction {
        Transaction(version: version, inputs: inputs, outputs: outputs, lockTime: lockTime)
    }

    /// Goes on with a transaction in hexadecimal.
    mutating func load(_ hex: String) throws(ToolError) {
        guard let transaction = Transaction(rpcHex: hex, allowsNoWitness: true) else {
            throw ToolError("invalid transaction encoding")
        }
        version = transaction.version
        inputs = Array(transaction.inputs)
        outputs = Array(transaction.outputs)
        lockTime = transaction.lockTime
    }

    /// Carries out `name=value`.
    mutating func apply(_ name: String, _ value: String) throws {
        switch name {
        case "nversion": try setVersion(value)
        case "locktime": try setLockTime(value)
        case "replaceable": try makeReplaceable(value)
        case "delin": inputs.remove(at: try position(value, in: inputs.indices, "input"))
        case "in": try addInput(value)
        case "delout": outputs.remove(at: try position(value, in: outputs.indices, "output"))
        case "outaddr": try addAddress(value)
        case "outpubkey": try addPublicKey(value)
        case "outmultisig": try addMultisig(value)
        case "outscript": try addScript(value)
        case "outdata": try addData(value)
        case "sign": try sign(value)
        case "load": try registers.load(value)
        case "set": try registers.set(value)
        default: throw ToolError("unknown command")
        }
    }

    private mutating func setVersion(_ text: String) throws(ToolError) {
        guard let version = UInt32(digits: text), Self.standardVersions.contains(version) else {
            throw ToolError("Invalid TX version requested: '\(text)'")
        }
        self.version = version
    }

    private mutating func setLockTime(_ text: String) throws(ToolError) {
        guard let lockTime = UInt32(digits: text) else {
            throw ToolError("Invalid TX locktime requested: '\(text)'")
        }
        self.lockTime = lockTime
    }

    /// The position that a text gives among the inputs or outputs.
    func position(_ text: String, in positions: Range<Int>, _ kind: String) throws(ToolError) -> Int {
        guard let position = UInt32(digits: text).map(Int.init), positions.contains(position) else {
            throw ToolError("Invalid TX \(kind) index '\(text)'")
        }
        return position
    }
}
