import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport

/// Shows scripts and transactions as JSON.
public struct TransactionPresentation: Sendable {
    /// How addresses of the network are written.
    public let addressFormat: AddressFormat

    /// Shows addresses in the format of a network.
    public init(addressFormat: AddressFormat) {
        self.addressFormat = addressFormat
    }

    /// How much is told.
    public enum Detail: Sendable {
        /// The transaction itself.
        case transaction
        /// The outputs that it spends, too.
        case spentOutputs
    }

    /// All about a transaction.
    ///
    /// - Parameter spent: the coins that the inputs spend, in their order, if they are known; they give the fee.
    public func json(
        _ transaction: Transaction, spent: [Coin]? = nil, detail: Detail = .transaction,
        block: BlockHash? = nil, includesHex: Bool = true
    ) -> JSONObject {
        var object = JSONObject([
            ("txid", .string("\(transaction.txid)")),
            ("hash", .string("\(transaction.wtxid)")),
            ("version", .integer(transaction.version)),
            ("size", .integer(transaction.totalSize)),
            ("vsize", .integer(transaction.virtualSize)),
            ("weight", .integer(transaction.weight)),
            ("locktime", .integer(transaction.lockTime)),
        ])
        let isCoinbase = transaction.isCoinbase
        let inputs = transaction.inputs.enumerated().map { index, input in
            self.input(
                input, isCoinbase: isCoinbase, spent: detail == .spentOutputs ? spent?[index] : nil)
        }
        object.append("vin", .array(inputs))
        object.append(
            "vout",
            .array(
                transaction.outputs.enumerated().map { index, output in
                    .members(
                        ("value", .amount(satoshis: output.value.satoshis)), ("n", .integer(index)),
                        ("scriptPubKey", .object(script(output.scriptPubKey))))
                }))
        if let spent, let output = transaction.outputValue {
            let fee = spent.reduce(Amount.zero) { $0 + $1.output.value } - output
            object.append("fee", .amount(satoshis: fee.satoshis))
        }
        if let block { object.append("blockhash", .string("\(block)")) }
        if includesHex { object.append("hex", .string(transaction.bytes.hex)) }
        return object
    }

    private func input(_ input: TransactionInput, isCoinbase: Bool, spent: Coin?) -> JSONValue {
        var object: JSONObject = [:]
        if isCoinbase {
            object.append("coinbase", .string(input.scriptSig.hex))
        } else {
            object.append("txid", .string("\(input.previousOutput.txid)"))
            object.append("vout", .integer(input.previousOutput.index))
            object.append(
                "scriptSig",
                .members(
                    ("asm", .string(input.scriptSig.disassembly(namesSignatureHashes: true))),
                    ("hex", .string(input.scriptSig.hex))))
        }
        if !input.witness.isEmpty {
            object.append("txinwitness", .array(input.witness.map { .string($0.hex) }))
        }
        if let spent {
            object.append(
                "prevout",
                .members(
                    ("generated", .bool(spent.isCoinbase)), ("height", .integer(spent.height)),
                    ("value", .amount(satoshis: spent.output.value.satoshis)),
                    ("scriptPubKey", .object(script(spent.output.scriptPubKey)))))
        }
        object.append("sequence", .integer(input.sequence))
        return .object(object)
    }

    /// All about the script of an output.
    ///
    /// - Parameter provider: knows the scripts behind hashes, for the descriptor.
    public func script(
        _ script: Script, provider: any SigningProvider = EmptySigningProvider()
    ) -> JSONObject {
        let template = StandardTemplate(script)
        let descriptor = Descriptor.infer(script, provider: provider, format: addressFormat)
        var object = JSONObject([
            ("asm", .string(script.disassembly())),
            ("desc", .string(descriptor.text)),
            ("hex", .string(script.hex)),
        ])
        if let destination = Destination(script) {
            object.append("address", .string(destination.address(addressFormat)))
        }
        object.append("type", .string(template.name))
        return object
    }
}
