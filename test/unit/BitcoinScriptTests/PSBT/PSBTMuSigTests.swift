import BitcoinCrypto
import BitcoinPrimitives
import CSecp256k1
import Testing

@testable import BitcoinScript

/// Inputs that two keys sign together (BIP373): the node puts together what both have added.
@Suite struct PSBTMuSigTests {
    /// Two signers, and the output of their aggregate key.
    private struct Pair {
        let secrets = [[UInt8](repeating: 7, count: 32), [UInt8](repeating: 9, count: 32)]
        let keys: [PublicKey]
        let aggregate: PublicKey
        let tweak: Bytes32
        /// The output key as a point, which names the signature.
        let output: PublicKey

        init() throws {
            keys = try secrets.map { try #require(PrivateKey($0)).publicKey }
            aggregate = try #require(PublicKey.aggregate(keys))
            let inner = aggregate.xOnly.key
            tweak = TaprootTree.tweak(internalKey: inner.bytes, root: nil)
            output = try #require(inner.evenPublicKey.adding(tweak: tweak))
        }

        var script: Script { Script([0x51, 0x20] + output.xOnly.key.bytes.bytes) }

        /// A PSBT that spends the output, with everything but what the signers add.
        var psbt: PartiallySignedTransaction {
            var psbt = PartiallySignedTransaction(
                Transaction(
                    inputs: [TransactionInput(previousOutput: OutPoint(txid: .zero, index: 0))],
                    outputs: [TransactionOutput(value: Amount(satoshis: 1000), scriptPubKey: script)]))
            psbt.inputs[0].spentOutput = TransactionOutput(
                value: Amount(satoshis: 2000), scriptPubKey: script)
            psbt.inputs[0].taprootInternalKey = aggregate.xOnly.key.bytes
            psbt.inputs[0].musigParticipants = [Bytes(aggregate.bytes): keys.map { Bytes($0.bytes) }]
            return psbt
        }

        var session: MuSigSession { MuSigSession(key: Bytes(output.bytes), leafHash: Bytes32()) }

        /// What both signers add for a message: their nonces and their partial signatures.
        func contributions(_ message: Bytes32) -> (nonces: [Bytes: Bytes], signatures: [Bytes: Bytes32]) {
            guard let context = secp256k1_context_create(UInt32(SECP256K1_CONTEXT_NONE)) else {
                return ([:], [:])
            }
            defer { secp256k1_context_destroy(context) }
            let message = message.bytes
            let tweak = tweak.bytes
            var points = [secp256k1_pubkey](repeating: .init(), count: 2)
            var pairs = [secp256k1_keypair](repeating: .init(), count: 2)
            for index in 0..<2 {
                _ = secp256k1_ec_pubkey_create(context, &points[index], secrets[index])
                _ = secp256k1_keypair_create(context, &pairs[index], secrets[index])
            }
            func pointers<Element, Result>(
                _ elements: [Element], _ body: ([UnsafePointer<Element>?]) -> Result
            ) -> Result {
                elements.withUnsafeBufferPointer { buffer in
                    body(buffer.indices.map { index in buffer.baseAddress.map { $0 + index } })
                }
            }
            var cache = secp256k1_musig_keyagg_cache()
            pointers(points) { _ = secp256k1_musig_pubkey_agg(context, nil, &cache, $0, 2) }
            _ = secp256k1_musig_pubkey_xonly_tweak_add(context, nil, &cache, tweak)
            var secretNonces = [secp256k1_musig_secnonce](repeating: .init(), count: 2)
            var nonces = [secp256k1_musig_pubnonce](repeating: .init(), count: 2)
            for index in 0..<2 {
                var random = [UInt8](repeating: UInt8(index) + 1, count: 32)
                _ = secp256k1_musig_nonce_gen(
                    context, &secretNonces[index], &nonces[index], &random, secrets[index], &points[index],
                    message, &cache, nil)
            }
            var sum = secp256k1_musig_aggnonce()
            pointers(nonces) { _ = secp256k1_musig_nonce_agg(context, &sum, $0, 2) }
            var session = secp256k1_musig_session()
            _ = secp256k1_musig_nonce_process(context, &session, &sum, message, &cache)
            var found: (nonces: [Bytes: Bytes], signatures: [Bytes: Bytes32]) = ([:], [:])
            for index in 0..<2 {
                var signature = secp256k1_musig_partial_sig()
                _ = secp256k1_musig_partial_sign(
                    context, &signature, &secretNonces[index], &pairs[index], &cache, &session)
                var bytes = [UInt8](repeating: 0, count: 32)
                _ = secp256k1_musig_partial_sig_serialize(context, &bytes, &signature)
                var nonce = [UInt8](repeating: 0, count: MuSig.nonceSize)
                _ = secp256k1_musig_pubnonce_serialize(context, &nonce, &nonces[index])
                found.nonces[Bytes(keys[index].bytes)] = Bytes(nonce)
                found.signatures[Bytes(keys[index].bytes)] = Bytes32(bytes)
            }
            return found
        }
    }

    /// A PSBT with all that it takes.
    private func signed() throws -> (psbt: PartiallySignedTransaction, pair: Pair) {
        let pair = try Pair()
        var psbt = pair.psbt
        let spending = try #require(PSBTSpending(psbt))
        let hash = try #require(
            spending.transaction.taprootSignatureHash(
                input: 0, type: SignatureHashType.default, context: TaprootContext()))
        let added = pair.contributions(hash)
        psbt.inputs[0].musigNonces[pair.session] = added.nonces
        psbt.inputs[0].musigPartialSignatures[pair.session] = added.signatures
        return (psbt, pair)
    }

    @Test func contributionsOfAllBecomeTheSignature() throws {
        var (psbt, _) = try signed()
        let isComplete = psbt.finalize()
        #expect(isComplete)
        #expect(psbt.inputs[0].finalWitness.count == 1)
        #expect(psbt.inputs[0].finalWitness[0].count == 64)
        let spending = try #require(PSBTSpending(psbt))
        #expect(spending.isSatisfied(psbt.inputs[0], at: 0))
    }

    @Test func nothingIsFinishedWhileOneIsMissing() throws {
        var (psbt, pair) = try signed()
        let missing = Bytes(pair.keys[1].bytes)
        psbt.inputs[0].musigPartialSignatures[pair.session]?[missing] = nil
        let isComplete = psbt.finalize()
        #expect(!isComplete)
        #expect(!psbt.inputs[0].isFinal)
    }

    @Test func nothingIsFinishedWithAWrongContribution() throws {
        var (psbt, pair) = try signed()
        let wrong = Bytes(pair.keys[1].bytes)
        psbt.inputs[0].musigPartialSignatures[pair.session]?[wrong] = Bytes32(
            [UInt8](repeating: 1, count: 32))
        let isComplete = psbt.finalize()
        #expect(!isComplete)
        #expect(!psbt.inputs[0].isFinal)
        #expect(psbt.inputs[0].taprootKeySignature.isEmpty)
    }

    @Test func contributionsForAnotherKeyDoNotCount() throws {
        var (psbt, pair) = try signed()
        let inner = MuSigSession(key: Bytes(pair.aggregate.bytes), leafHash: Bytes32())
        psbt.inputs[0].musigNonces = [inner: psbt.inputs[0].musigNonces[pair.session] ?? [:]]
        psbt.inputs[0].musigPartialSignatures = [
            inner: psbt.inputs[0].musigPartialSignatures[pair.session] ?? [:]
        ]
        let isComplete = psbt.finalize()
        #expect(!isComplete)
    }
}
