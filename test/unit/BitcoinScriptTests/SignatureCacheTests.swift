import BitcoinCrypto
import BitcoinPrimitives
import BitcoinScript
import Testing

@Suite("The signature cache")
struct SignatureCacheTests {
    /// A spend of a P2WPKH output, signed.
    private func spending(amount: Amount = .coin) throws -> SpendingTransaction {
        let key = try #require(PrivateKey([UInt8](repeating: 5, count: 32)))
        let output = TransactionOutput(
            value: amount, scriptPubKey: Destination.witnessKeyHash(key.publicKey.hash).script)
        let unsigned = Transaction(
            inputs: [TransactionInput(previousOutput: OutPoint(txid: .zero, index: 0))],
            outputs: [TransactionOutput(value: .zero, scriptPubKey: Script())])
        let code = Destination.publicKeyHash(key.publicKey.hash).script
        let hash = SpendingTransaction(unsigned, spentOutputs: [output]).witnessSignatureHash(
            input: 0, scriptCode: code.bytes.rawSpan, type: 1)
        var inputs = unsigned.inputs
        inputs[0].witness = Witness([key.signature(over: hash) + [1], key.publicKey.bytes])
        return SpendingTransaction(
            Transaction(inputs: inputs, outputs: unsigned.outputs), spentOutputs: [output])
    }

    @Test func remembersValidSignaturesOnly() throws {
        let good = try spending()
        let bad = SpendingTransaction(
            good.transaction,
            spentOutputs: [TransactionOutput(value: .zero, scriptPubKey: good.spentOutputs[0].scriptPubKey)])
        let cache = SignatureCache(byteCount: 1 << 16)
        var interpreter = ScriptInterpreter(cache: cache)
        for _ in 0..<3 {
            #expect(interpreter.verdict(good, flags: .mandatory) == nil)
            #expect(interpreter.verdict(bad, flags: .mandatory) == .evalFalse)
        }
    }

    @Test func aSmallCacheForgetsButNeverLies() throws {
        var interpreter = ScriptInterpreter(cache: SignatureCache(byteCount: 1))
        let all = try (1...200).map { try spending(amount: Amount(satoshis: $0)) }
        for _ in 0..<2 {
            for spending in all { #expect(interpreter.verdict(spending, flags: .mandatory) == nil) }
        }
    }

    @Test func blocksTakeEntriesOut() throws {
        let spending = try spending()
        let cache = SignatureCache(byteCount: 1 << 16)
        var mempool = ScriptInterpreter(cache: cache)
        var block = ScriptInterpreter(cache: cache, storesInCache: false)
        #expect(mempool.verdict(spending, flags: .mandatory) == nil)
        #expect(block.verdict(spending, flags: .mandatory) == nil)
        #expect(block.verdict(spending, flags: .mandatory) == nil)
    }
}
