import BitcoinCrypto
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport

extension PSBTPresentation {
    /// All about an input.
    func input(_ input: PSBTInput, of psbt: PartiallySignedTransaction) -> JSONObject {
        var object = JSONObject()
        appendOutputs(of: input, to: &object)
        appendSpending(input, to: &object)
        appendFinal(input, to: &object)
        appendPreimages(input.preimages, to: &object)
        if psbt.version >= 2 { appendParts(of: input, to: &object) }
        appendTaproot(input, to: &object)
        appendMuSig(input, to: &object)
        if !input.proprietary.isEmpty { object.append("proprietary", proprietary(input.proprietary)) }
        if !input.unknown.isEmpty { object.append("unknown", unknown(input.unknown)) }
        return object
    }

    private func appendOutputs(of input: PSBTInput, to object: inout JSONObject) {
        if let output = input.spentOutput {
            object.append(
                "witness_utxo",
                .members(
                    ("amount", .amount(satoshis: output.value.satoshis)),
                    ("scriptPubKey", .object(transactions.script(output.scriptPubKey)))))
        }
        if let transaction = input.previousTransaction {
            object.append("non_witness_utxo", .object(transactions.json(transaction, includesHex: false)))
        }
    }

    private func appendSpending(_ input: PSBTInput, to object: inout JSONObject) {
        if !input.partialSignatures.isEmpty {
            object.append(
                "partial_signatures",
                .object(
                    JSONObject(
                        input.orderedPartialSignatures.map { ($0.key.hex, .string($0.signature.hex)) })))
        }
        if let type = input.signatureHashType {
            let name = SignatureHashType.name(of: UInt8(truncatingIfNeeded: type)) ?? ""
            object.append("sighash", .string(name))
        }
        if !input.redeemScript.isEmpty { object.append("redeem_script", script(input.redeemScript)) }
        if !input.witnessScript.isEmpty { object.append("witness_script", script(input.witnessScript)) }
        if !input.keyOrigins.isEmpty { object.append("bip32_derivs", origins(input.keyOrigins)) }
    }

    private func appendFinal(_ input: PSBTInput, to object: inout JSONObject) {
        if !input.finalScriptSig.isEmpty {
            object.append(
                "final_scriptSig",
                .members(
                    ("asm", .string(input.finalScriptSig.disassembly(namesSignatureHashes: true))),
                    ("hex", .string(input.finalScriptSig.hex))))
        }
        if !input.finalWitness.isEmpty {
            object.append("final_scriptwitness", .array(input.finalWitness.map { .string($0.hex) }))
        }
    }

    private func appendPreimages(_ preimages: PSBTInput.Preimages, to object: inout JSONObject) {
        let tables: [(String, [(hash: [UInt8], preimage: Bytes)])] = [
            ("ripemd160_preimages", preimages.ripemd160.inOrder.map { ($0.key.bytes, $0.value) }),
            ("sha256_preimages", preimages.sha256.inOrder.map { ($0.key.bytes, $0.value) }),
            ("hash160_preimages", preimages.hash160.inOrder.map { ($0.key.bytes, $0.value) }),
            ("hash256_preimages", preimages.hash256.inOrder.map { ($0.key.bytes, $0.value) }),
        ]
        for (name, table) in tables where !table.isEmpty {
            let members = table.map { (Hex.encode($0.hash), JSONValue.string($0.preimage.hex)) }
            object.append(name, .object(JSONObject(members)))
        }
    }

    private func appendParts(of input: PSBTInput, to object: inout JSONObject) {
        object.append("previous_txid", .string("\(input.previousOutput.txid)"))
        object.append("previous_vout", .integer(input.previousOutput.index))
        if let sequence = input.sequence { object.append("sequence", .integer(sequence)) }
        if let time = input.requiredTime { object.append("time_locktime", .integer(time)) }
        if let height = input.requiredHeight { object.append("height_locktime", .integer(height)) }
    }

    private func appendTaproot(_ input: PSBTInput, to object: inout JSONObject) {
        if !input.taprootKeySignature.isEmpty {
            object.append("taproot_key_path_sig", .string(input.taprootKeySignature.hex))
        }
        if !input.taprootScriptSignatures.isEmpty {
            let signatures = input.taprootScriptSignatures.inOrder.map { leafKey, signature in
                JSONValue.members(
                    ("pubkey", .string(Hex.encode(leafKey.key.bytes))),
                    ("leaf_hash", .string(Hex.encode(leafKey.leafHash.bytes))),
                    ("sig", .string(signature.hex)))
            }
            object.append("taproot_script_path_sigs", .array(signatures))
        }
        if !input.taprootScripts.isEmpty {
            let scripts = input.taprootScripts.inOrder.map { leaf, blocks in
                JSONValue.members(
                    ("script", .string(leaf.script.hex)), ("leaf_ver", .integer(leaf.version)),
                    ("control_blocks", .array(blocks.shortestFirst.map { .string($0.hex) })))
            }
            object.append("taproot_scripts", .array(scripts))
        }
        if !input.taprootKeyOrigins.isEmpty {
            object.append("taproot_bip32_derivs", taprootOrigins(input.taprootKeyOrigins))
        }
        if let key = input.taprootInternalKey {
            object.append("taproot_internal_key", .string(Hex.encode(key.bytes)))
        }
        if let root = input.taprootMerkleRoot {
            object.append("taproot_merkle_root", .string(Hex.encode(root.bytes)))
        }
    }

    private func appendMuSig(_ input: PSBTInput, to object: inout JSONObject) {
        if !input.musigParticipants.isEmpty {
            object.append("musig2_participant_pubkeys", participants(input.musigParticipants))
        }
        if !input.musigNonces.isEmpty {
            object.append("musig2_pubnonces", sessions(input.musigNonces, "pubnonce", \.hex))
        }
        if !input.musigPartialSignatures.isEmpty {
            object.append(
                "musig2_partial_sigs",
                sessions(input.musigPartialSignatures, "partial_sig") { Hex.encode($0.bytes) })
        }
    }

    /// What the participants of sessions of MuSig2 added.
    private func sessions<Value>(
        _ sessions: [MuSigSession: [Bytes: Value]], _ name: String, _ hex: (Value) -> String
    ) -> JSONValue {
        .array(
            sessions.inOrder.flatMap { session, values in
                values.inOrder.map { participant, value in
                    var object = JSONObject([
                        ("participant_pubkey", .string(participant.hex)),
                        ("aggregate_pubkey", .string(session.key.hex)),
                    ])
                    if !session.leafHash.isZero {
                        object.append("leaf_hash", .string(Hex.encode(session.leafHash.bytes)))
                    }
                    object.append(name, .string(hex(value)))
                    return .object(object)
                }
            })
    }
}
