import BitcoinCrypto
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport
import BitcoinTesting
import Testing

@Suite("Taproot vectors", .enabled(if: TestData.isAvailable, "the test data is not there"))
struct TaprootVectorTests {
    @Test func walletVectorsOfBIP341() throws {
        let vectors = try TestData.json("vectors/core/bip341_wallet_vectors.json")
        for vector in try vectors["scriptPubKey"].requireArray() {
            let internalKey = try bytes32(vector["given"]["internalPubkey"])
            let root = try tree(vector["given"]["scriptTree"])
            let tweak = TaprootTree.tweak(internalKey: internalKey, root: root)
            #expect(try tweak == bytes32(vector["intermediary"]["tweak"]))
            let output = try #require(XOnlyPublicKey(internalKey)?.adding(tweak: tweak))
            let destination = Destination.taproot(output.key.bytes)
            #expect(try destination.script.hex == vector["expected"]["scriptPubKey"].requireString())
            #expect(try destination.address(.main) == vector["expected"]["bip350Address"].requireString())
        }
        let spends = try vectors["keyPathSpending"].requireArray()
        for vector in spends {
            let transaction = try Transaction(
                serialized: vector["given"]["rawUnsignedTx"].requireHex())
            let outputs = try vector["given"]["utxosSpent"].requireArray().map {
                TransactionOutput(
                    value: Amount(satoshis: try $0["amountSats"].requireInteger()),
                    scriptPubKey: try #require(Script(hex: $0["scriptPubKey"].requireString())))
            }
            let spending = SpendingTransaction(transaction, spentOutputs: outputs)
            for input in try vector["inputSpending"].requireArray() {
                let type = UInt8(try #require(input["given"]["hashType"].integer))
                let index = Int(try #require(input["given"]["txinIndex"].integer))
                let hash = try #require(
                    spending.taprootSignatureHash(input: index, type: type, context: TaprootContext()))
                #expect(try hash == bytes32(input["intermediary"]["sigHash"]))
                let key = try #require(
                    try PrivateKey(input["given"]["internalPrivkey"].requireHex()))
                let root = try input["given"]["merkleRoot"].string.map { _ in
                    try bytes32(input["given"]["merkleRoot"])
                }
                let tweak = TaprootTree.tweak(internalKey: key.publicKey.xOnly.key.bytes, root: root)
                let signature = try #require(key.schnorrSignature(over: hash, tweak: tweak))
                let expected = try input["expected"]["witness"][0].requireHex()
                #expect(signature + (type == 0 ? [] : [type]) == expected)
            }
        }
        #expect(spends.count == 1)
    }

    private func bytes32(_ value: JSONValue) throws -> Bytes32 {
        try #require(try Bytes32(value.requireHex()))
    }

    /// A leaf, a pair of trees, or nothing.
    private func tree(_ value: JSONValue) throws -> Bytes32? {
        if value.isNull { return nil }
        if let pair = value.array {
            let left = try #require(try tree(pair[0]))
            let right = try #require(try tree(pair[1]))
            return TaprootTree.branchHash(left, right)
        }
        let script = try #require(Script(hex: value["script"].requireString()))
        let version = UInt8(try #require(value["leafVersion"].integer))
        return TaprootTree.leafHash(version: version, script: script.bytes.rawSpan)
    }

    /// Each of 2,760 spends with a witness that succeeds, or one that fails, or both.
    @Test func scriptAssets() throws {
        let vectors = try TestData.json("scripts/taproot_script_assets_bitcoin-kmp_2760.json.xz")
            .requireArray()
        var interpreter = ScriptInterpreter()
        var cached = ScriptInterpreter(cache: SignatureCache(byteCount: 1 << 20))
        var successes = 0
        var failures = 0
        for vector in vectors {
            let unsigned = try Transaction(
                serialized: vector["tx"].requireHex())
            let outputs = try vector["prevouts"].requireArray().map {
                try TransactionOutput(serialized: $0.requireHex())
            }
            let index = Int(try #require(vector["index"].integer))
            let flags = try #require(ScriptFlags(names: vector["flags"].requireString()))
            let comment = try vector["comment"].requireString()
            if vector.object?["success"] != nil {
                let spending = SpendingTransaction(
                    try signed(unsigned, index, vector["success"]), spentOutputs: outputs)
                #expect(interpreter.verdict(spending, input: index, flags: flags) == nil, "\(comment)")
                #expect(cached.verdict(spending, input: index, flags: flags) == nil, "\(comment)")
                #expect(cached.verdict(spending, input: index, flags: flags) == nil, "\(comment)")
                #expect(interpreter.verdict(spending, input: index, flags: []) == nil, "\(comment)")
                if vector["final"].bool == true {
                    #expect(
                        interpreter.verdict(spending, input: index, flags: .mandatory) == nil, "\(comment)")
                }
                successes += 1
            }
            if vector.object?["failure"] != nil {
                let spending = SpendingTransaction(
                    try signed(unsigned, index, vector["failure"]), spentOutputs: outputs)
                #expect(interpreter.verdict(spending, input: index, flags: flags) != nil, "\(comment)")
                #expect(cached.verdict(spending, input: index, flags: flags) != nil, "\(comment)")
                #expect(interpreter.verdict(spending, input: index, flags: .mandatory) != nil, "\(comment)")
                failures += 1
            }
        }
        #expect(vectors.count == 2760)
        #expect(successes > 2000 && failures > 1500, "\(successes) and \(failures)")
    }

    private func signed(_ transaction: Transaction, _ index: Int, _ satisfaction: JSONValue) throws
        -> Transaction
    {
        var inputs = transaction.inputs
        inputs[index].scriptSig = try #require(Script(hex: satisfaction["scriptSig"].requireString()))
        inputs[index].witness = Witness(
            try satisfaction["witness"].requireArray().map { try $0.requireHex() })
        return Transaction(
            version: transaction.version, inputs: inputs, outputs: transaction.outputs,
            lockTime: transaction.lockTime)
    }
}
