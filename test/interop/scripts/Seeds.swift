import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport
import BitcoinTesting

/// Spends that are known to be valid, or to fail in a known way: what mutations start from.
enum Seeds {
    static func load() throws -> [Case] {
        try transactionVectors("tx_valid", inverted: true) + transactionVectors("tx_invalid", inverted: false)
            + scriptVectors() + taprootVectors() + realTransactions()
    }

    private static func transactionVectors(_ name: String, inverted: Bool) throws -> [Case] {
        var cases: [Case] = []
        for vector in try TestData.json("vectors/core/\(name).json").requireArray() {
            guard let fields = vector.array, fields.count > 1, let named = fields[2].string,
                let flags = ScriptFlags(names: named)
            else { continue }
            var outputs: [OutPoint: TransactionOutput] = [:]
            for entry in try fields[0].requireArray() {
                guard let txid = Txid(hex: try entry[0].requireString()), let index = entry[1].integer else {
                    continue
                }
                outputs[OutPoint(txid: txid, index: UInt32(truncatingIfNeeded: index))] = TransactionOutput(
                    value: Amount(satoshis: entry[3].integer ?? 0),
                    scriptPubKey: try Script(assembly: entry[2].requireString()))
            }
            let transaction = try Transaction(serialized: fields[1].requireHex())
            let spent = transaction.inputs.compactMap { outputs[$0.previousOutput] }
            guard spent.count == transaction.inputs.count else { continue }
            let used = inverted ? ScriptFlags.all.subtracting(flags) : flags
            cases += transaction.inputs.indices.map { Case(transaction, spent, $0, used) }
        }
        return cases
    }

    private static func scriptVectors() throws -> [Case] {
        try TestData.json("vectors/core/script_tests.json").requireArray().compactMap { vector in
            guard let fields = vector.array, fields.count > 3, let sig = fields[0].string,
                let output = fields[1].string, let flags = ScriptFlags(names: fields[2].string ?? "")
            else { return nil }
            let spent = TransactionOutput(value: .zero, scriptPubKey: try Script(assembly: output))
            let credit = Transaction(
                version: 1, inputs: [TransactionInput(previousOutput: .null, scriptSig: Script([0, 0]))],
                outputs: [spent])
            let spend = Transaction(
                version: 1,
                inputs: [
                    TransactionInput(
                        previousOutput: OutPoint(txid: credit.txid, index: 0),
                        scriptSig: try Script(assembly: sig))
                ], outputs: [TransactionOutput(value: .zero, scriptPubKey: Script())])
            return Case(spend, [spent], 0, flags)
        }
    }

    private static func taprootVectors() throws -> [Case] {
        try TestData.json("scripts/taproot_script_assets_bitcoin-kmp_2760.json.xz").requireArray().map {
            vector in
            let unsigned = try Transaction(serialized: vector["tx"].requireHex())
            let spent = try vector["prevouts"].requireArray().map {
                try TransactionOutput(serialized: $0.requireHex())
            }
            let index = Int(vector["index"].integer ?? 0)
            let flags = ScriptFlags(names: vector["flags"].string ?? "") ?? []
            var result = Case(unsigned, spent, index, flags)
            let satisfied = vector.object?["success"] ?? vector["failure"]
            result.inputs[index].scriptSig = Script(try satisfied["scriptSig"].requireHex())
            result.inputs[index].witness = Witness(
                try satisfied["witness"].requireArray().map { try $0.requireHex() })
            return result
        }
    }

    private static func realTransactions() throws -> [Case] {
        let lines = try TestData.read("scripts/mainnet_4066_txs_with_prevouts.jsonl.xz")
            .split(separator: UInt8(ascii: "\n"))
        var cases: [Case] = []
        for line in lines where line.count < 5000 {
            let value = try JSONValue(parsing: Array(line))
            let spent = try value["prevouts"].requireArray().map {
                TransactionOutput(
                    value: Amount(satoshis: try $0[0].requireInteger()),
                    scriptPubKey: Script(try $0[1].requireHex()))
            }
            let transaction = try Transaction(serialized: value["tx"].requireHex())
            cases.append(Case(transaction, spent, 0, .mandatory))
        }
        return cases
    }
}
