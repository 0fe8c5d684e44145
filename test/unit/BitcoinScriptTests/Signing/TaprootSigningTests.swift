import BitcoinCrypto
import BitcoinPrimitives
import BitcoinSupport
import BitcoinTesting
import Testing

@testable import BitcoinScript

@Suite("Taproot trees and signatures")
struct TaprootSigningTests {
    private static let vectors = "vectors/core/bip341_wallet_vectors.json"

    private func add(_ tree: JSONValue, _ depth: Int, to builder: inout TaprootBuilder) throws {
        if let branches = tree.array {
            for branch in branches { try add(branch, depth + 1, to: &builder) }
        } else if !tree.isNull {
            let script = try Script(tree["script"].requireHex())
            let version = UInt8(try #require(tree["leafVersion"].integer))
            builder.add(TaprootLeaf(script: script, version: version), depth: depth)
        }
    }

    @Test(.enabled(if: TestData.isAvailable, "the test data is not there"))
    func treesGiveTheVectorsOfBIP341() throws {
        for vector in try TestData.json(Self.vectors)["scriptPubKey"].requireArray() {
            let given = vector["given"]
            let expected = vector["expected"]
            let internalKey = try #require(
                Bytes32(given["internalPubkey"].requireHex()).flatMap(XOnlyPublicKey.init))
            var builder = TaprootBuilder()
            try add(given["scriptTree"], 0, to: &builder)
            #expect(builder.isComplete)
            let finalized = builder.finalize(internalKey: internalKey)
            let output = try #require(finalized)
            #expect(builder.script?.hex == expected["scriptPubKey"].string)
            let data = try #require(builder.spendData)
            let merkleRoot = vector["intermediary"]["merkleRoot"]
            #expect(data.merkleRoot.map { Hex.encode($0.bytes) } == merkleRoot.string)
            let blocks = try (expected["scriptPathControlBlocks"].array ?? []).map { try $0.requireHex() }
            #expect(Set(data.controlBlocks.values.joined()) == Set(blocks))
            // The tree is found again from the control blocks, its branches perhaps in another order.
            let leaves = try #require(data.leaves(of: output))
            #expect(Set(leaves) == Set(builder.leaves))
            var again = TaprootBuilder()
            for leaf in leaves { again.add(leaf.leaf, depth: leaf.depth) }
            #expect(again.finalize(internalKey: internalKey) == output)
        }
    }

    @Test(.enabled(if: TestData.isAvailable, "the test data is not there"))
    func keyPathSignaturesAreThoseOfBIP341() throws {
        for vector in try TestData.json(Self.vectors)["keyPathSpending"].requireArray() {
            let transaction = try Transaction(serialized: vector["given"]["rawUnsignedTx"].requireHex())
            let outputs = try vector["given"]["utxosSpent"].requireArray().map { output in
                TransactionOutput(
                    value: Amount(satoshis: Int64(try #require(output["amountSats"].integer))),
                    scriptPubKey: Script(try output["scriptPubKey"].requireHex()))
            }
            let spending = SpendingTransaction(transaction, spentOutputs: outputs, isForSigning: true)
            for spend in try vector["inputSpending"].requireArray() {
                let given = spend["given"]
                let key = try #require(PrivateKey(given["internalPrivkey"].requireHex()))
                let index = try #require(given["txinIndex"].integer)
                let type = UInt8(try #require(given["hashType"].integer))
                var provider = FlatSigningProvider()
                provider.add(key)
                var builder = TaprootBuilder()
                if !given["merkleRoot"].isNull {
                    builder.add(omitted: try #require(Bytes32(given["merkleRoot"].requireHex())), depth: 0)
                }
                let finalized = builder.finalize(internalKey: key.publicKey.xOnly.key)
                let output = try #require(finalized)
                provider.taprootTrees[output] = builder
                var data = SignatureData()
                let creator = TransactionSignatureCreator(spending, input: Int(index), hashType: type)
                let isComplete = ScriptSigner.produceSignature(
                    for: outputs[Int(index)].scriptPubKey, provider: provider, creator: creator, data: &data)
                #expect(isComplete)
                #expect(
                    data.witness.map(\.hex) == (try spend["expected"]["witness"].requireArray()).map(\.string)
                )
            }
        }
    }

    private static let leaves = (0..<4).map { TaprootLeaf(script: Script([0x51, UInt8($0)])) }

    @Test(arguments: [
        ([1], false), ([0, 0], false), ([1, 2], false), ([2, 2, 1], true), ([1, 1, 1], false), ([129], false),
    ])
    func depthsHaveToBeThoseOfATree(_ depths: [Int], _ isTree: Bool) {
        var builder = TaprootBuilder()
        for (depth, leaf) in zip(depths, Self.leaves) { builder.add(leaf, depth: depth) }
        #expect(builder.isComplete == isTree)
        #expect((builder.finalize(internalKey: SigningFixture.keys[0].publicKey.xOnly.key) != nil) == isTree)
    }

    @Test func equalSubtreesAreFoundAgain() throws {
        let key = SigningFixture.keys[0].publicKey.xOnly.key
        var builder = TaprootBuilder()
        for (depth, leaf) in [(2, 0), (2, 1), (2, 0), (2, 1)] { builder.add(Self.leaves[leaf], depth: depth) }
        let finalized = builder.finalize(internalKey: key)
        let output = try #require(finalized)
        #expect(builder.spendData?.leaves(of: output)?.count == 4)
    }

    @Test func incompleteDataIsNoTree() throws {
        let key = SigningFixture.keys[0].publicKey.xOnly.key
        var builder = TaprootBuilder()
        builder.add(Self.leaves[0], depth: 1)
        builder.add(omitted: Self.leaves[1].hash, depth: 1)
        let finalized = builder.finalize(internalKey: key)
        let output = try #require(finalized)
        #expect(builder.spendData?.leaves(of: output) == nil)
        #expect(builder.spendData?.leaves(of: key) == nil)
    }
}
