import BitcoinChain
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport
import BitcoinTransactions
import Testing

@testable import BitcoinNode

/// The commands that add to PSBTs what chain and descriptors know.
@Suite struct PSBTUpdateHandlerTests {
    private static let secret = "cMahea7zqjxrtgAbB7LSGbcQUr1uX1ojuat9jZodMN87JcbXMTcA"
    private static let key = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
    /// The output of the key's hash, `wpkh(…)`.
    private let script: Script
    private static let origin = "[01020304/1h/2]"

    private let fixture: NodeFixture

    init() throws {
        script = try #require(Script(hex: "0014751e76e8199196d454941c45d1b3a323f1433bd6"))
        fixture = try NodeFixture()
        PSBTUpdateHandlers(node: fixture.node).register()
    }

    /// A chain whose first coinbase may be spent, and that coinbase.
    private func openChain() async throws -> (chain: ChainManager, coinbase: Transaction) {
        let chain = try await fixture.openChain(blocks: 101, payingTo: script)
        let first = try #require(await chain.block(atHeight: 1))
        return (chain, try await fixture.node.blockOnDisk(first).transactions[0])
    }

    /// A PSBT that spends an output, and pays to the same script.
    private func psbt(spending outPoint: OutPoint, value: Int64 = 4_999_990_000) -> String {
        let transaction = Transaction(
            version: 2, inputs: [TransactionInput(previousOutput: outPoint)],
            outputs: [TransactionOutput(value: Amount(satoshis: value), scriptPubKey: script)])
        return PartiallySignedTransaction(transaction, version: 0).base64
    }

    private func decoded(_ value: JSONValue) throws -> PartiallySignedTransaction {
        try PartiallySignedTransaction(argument: value)
    }

    @Test func knownOutputsAndScriptsAreAdded() async throws {
        let (chain, coinbase) = try await openChain()
        let original = psbt(spending: OutPoint(txid: coinbase.txid, index: 0))
        // Without a descriptor the witness output is plain from its script.
        let plain = try decoded(try await fixture.call("utxoupdatepsbt", [.string(original)]))
        #expect(plain.inputs[0].spentOutput == coinbase.outputs[0])
        #expect(plain.inputs[0].keyOrigins.isEmpty)
        let descriptor = "wpkh(\(Self.origin)\(Self.key))"
        let updated = try decoded(
            try await fixture.call("utxoupdatepsbt", [.string(original), [.string(descriptor)]]))
        #expect(updated.inputs[0].spentOutput == coinbase.outputs[0])
        #expect(updated.inputs[0].previousTransaction == nil)
        #expect(updated.inputs[0].keyOrigins.count == 1)
        #expect(updated.outputs[0].keyOrigins.count == 1)
        #expect(updated.inputs[0].partialSignatures.isEmpty)
        try await chain.close()
    }

    @Test func wholeTransactionsOfTheMempoolAreAdded() async throws {
        let (chain, coinbase) = try await openChain()
        let original = psbt(spending: OutPoint(txid: coinbase.txid, index: 0))
        let signed = try await fixture.call(
            "descriptorprocesspsbt", [.string(original), [.string("wpkh(\(Self.secret))")]])
        let parent = try #require(signed["hex"].string.flatMap { Transaction(rpcHex: $0) })
        #expect(try await chain.submit(parent).isAccepted)
        let child = psbt(spending: OutPoint(txid: parent.txid, index: 0), value: 4_999_980_000)
        let updated = try decoded(try await fixture.call("utxoupdatepsbt", [.string(child)]))
        #expect(updated.inputs[0].previousTransaction?.txid == parent.txid)
        try await chain.close()
    }

    @Test func unknownOutputsStayUnknown() async throws {
        let (chain, _) = try await openChain()
        let original = psbt(spending: OutPoint(txid: Txid(.zero), index: 3))
        let updated = try decoded(try await fixture.call("utxoupdatepsbt", [.string(original)]))
        #expect(updated.inputs[0].utxo == nil)
        let signed = try await fixture.call(
            "descriptorprocesspsbt", [.string(original), [.string("wpkh(\(Self.secret))")]])
        #expect(signed["complete"] == false)
        #expect(signed["hex"].isNull)
        try await chain.close()
    }

    @Test func privateDescriptorsSignAndFinish() async throws {
        let (chain, coinbase) = try await openChain()
        let original = psbt(spending: OutPoint(txid: coinbase.txid, index: 0))
        let descriptor = JSONValue.array([.string("wpkh(\(Self.secret))")])
        let signed = try await fixture.call("descriptorprocesspsbt", [.string(original), descriptor])
        #expect(signed["complete"] == true)
        let psbt = try decoded(signed["psbt"])
        #expect(psbt.inputs[0].isFinal)
        #expect(signed["hex"].string == psbt.extracted?.bytes.hex)
        // Signatures that are to stay partial are not put in place.
        let partial = try await fixture.call(
            "descriptorprocesspsbt", [.string(original), descriptor, "ALL", true, false])
        #expect(partial["complete"] == false)
        let open = try decoded(partial["psbt"])
        #expect(!open.inputs[0].isFinal)
        #expect(open.inputs[0].partialSignatures.count == 1)
        try await chain.close()
    }

    @Test func publicDescriptorsDoNotSign() async throws {
        let (chain, coinbase) = try await openChain()
        let original = psbt(spending: OutPoint(txid: coinbase.txid, index: 0))
        let result = try await fixture.call(
            "descriptorprocesspsbt", [.string(original), [.string("wpkh(\(Self.key))")]])
        #expect(result["complete"] == false)
        #expect(try decoded(result["psbt"]).inputs[0].partialSignatures.isEmpty)
        try await chain.close()
    }

    @Test func originsAreToldOnlyIfWanted() async throws {
        let (chain, coinbase) = try await openChain()
        let original = psbt(spending: OutPoint(txid: coinbase.txid, index: 0))
        let descriptor = JSONValue.array([.string("wpkh(\(Self.origin)\(Self.key))")])
        for wanted in [true, false] {
            let result = try await fixture.call(
                "descriptorprocesspsbt", [.string(original), descriptor, "DEFAULT", .bool(wanted)])
            #expect(try decoded(result["psbt"]).inputs[0].keyOrigins.isEmpty == !wanted)
        }
        try await chain.close()
    }

    @Test func signaturesOfAnotherKindThanThePSBTAsksForAreRefused() async throws {
        let (chain, coinbase) = try await openChain()
        var asking = try decoded(.string(psbt(spending: OutPoint(txid: coinbase.txid, index: 0))))
        asking.inputs[0].signatureHashType = 3
        let text = JSONValue.string(asking.base64)
        let descriptor = JSONValue.array([.string("wpkh(\(Self.secret))")])
        #expect(
            await fixture.error("descriptorprocesspsbt", [text, descriptor, "ALL"])
                == "Specified sighash value does not match value stored in PSBT")
        let single = try await fixture.call("descriptorprocesspsbt", [text, descriptor, "SINGLE"])
        #expect(single["complete"] == true)
        try await chain.close()
    }

    @Test func badArgumentsAreRefused() async throws {
        let (chain, coinbase) = try await openChain()
        #expect(await fixture.error("utxoupdatepsbt", ["nothing"])?.hasPrefix("TX decode failed") == true)
        let original = JSONValue.string(psbt(spending: OutPoint(txid: coinbase.txid, index: 0)))
        #expect(
            await fixture.error("utxoupdatepsbt", [original, ["nothing()"]])
                == "'nothing()' is not a valid descriptor function")
        #expect(
            await fixture.error("descriptorprocesspsbt", [original, [], "SOME"])
                == "'SOME' is not a valid sighash parameter.")
        try await chain.close()
    }
}
