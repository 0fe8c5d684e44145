import BitcoinCrypto
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport

extension PSBTPresentation {
    /// All about an output.
    func output(_ output: PSBTOutput, of psbt: PartiallySignedTransaction) -> JSONObject {
        var object = JSONObject()
        if !output.redeemScript.isEmpty { object.append("redeem_script", script(output.redeemScript)) }
        if !output.witnessScript.isEmpty { object.append("witness_script", script(output.witnessScript)) }
        if !output.keyOrigins.isEmpty { object.append("bip32_derivs", origins(output.keyOrigins)) }
        if psbt.version >= 2 {
            object.append("amount", .amount(satoshis: output.output.value.satoshis))
            object.append("script", .object(transactions.script(output.output.scriptPubKey)))
        }
        if let key = output.taprootInternalKey {
            object.append("taproot_internal_key", .string(Hex.encode(key.bytes)))
        }
        if !output.taprootTree.isEmpty {
            let leaves = output.taprootTree.map { leaf in
                JSONValue.members(
                    ("depth", .integer(leaf.depth)), ("leaf_ver", .integer(leaf.leaf.version)),
                    ("script", .string(leaf.leaf.script.hex)))
            }
            object.append("taproot_tree", .array(leaves))
        }
        if !output.taprootKeyOrigins.isEmpty {
            object.append("taproot_bip32_derivs", taprootOrigins(output.taprootKeyOrigins))
        }
        if !output.musigParticipants.isEmpty {
            object.append("musig2_participant_pubkeys", participants(output.musigParticipants))
        }
        if !output.proprietary.isEmpty { object.append("proprietary", proprietary(output.proprietary)) }
        if !output.unknown.isEmpty { object.append("unknown", unknown(output.unknown)) }
        return object
    }
}
