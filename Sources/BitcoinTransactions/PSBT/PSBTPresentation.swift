import BitcoinCrypto
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport

/// Shows partially signed transactions as JSON.
public struct PSBTPresentation: Sendable {
    /// Shows what they are made of.
    let transactions: TransactionPresentation

    /// Shows scripts and transactions in the way of `transactions`.
    public init(_ transactions: TransactionPresentation) {
        self.transactions = transactions
    }

    /// All about a PSBT.
    public func json(_ psbt: PartiallySignedTransaction) -> JSONValue {
        var object = JSONObject()
        if psbt.version < 2, let transaction = psbt.unsignedTransaction {
            object.append("tx", .object(transactions.json(transaction, includesHex: false)))
        }
        object.append(
            "global_xpubs",
            .array(
                psbt.orderedExtendedKeys.map { key, origin in
                    .members(
                        ("xpub", .string(Base58.encodeChecked(key.bytes.array))),
                        ("master_fingerprint", .string("\(origin.fingerprint)")),
                        ("path", .string("\(origin.path)")))
                }))
        if psbt.version >= 2 { appendParts(of: psbt, to: &object) }
        object.append("psbt_version", .integer(psbt.version))
        object.append("proprietary", proprietary(psbt.proprietary))
        object.append("unknown", unknown(psbt.unknown))
        object.append("inputs", .array(psbt.inputs.map { .object(input($0, of: psbt)) }))
        object.append("outputs", .array(psbt.outputs.map { .object(output($0, of: psbt)) }))
        if let fee = psbt.fee { object.append("fee", .amount(satoshis: fee.satoshis)) }
        return .object(object)
    }

    private func appendParts(of psbt: PartiallySignedTransaction, to object: inout JSONObject) {
        object.append("tx_version", .integer(psbt.transactionVersion))
        if let lockTime = psbt.fallbackLockTime { object.append("fallback_locktime", .integer(lockTime)) }
        object.append("input_count", .integer(psbt.inputs.count))
        object.append("output_count", .integer(psbt.outputs.count))
        if let modifiable = psbt.modifiable {
            object.append("inputs_modifiable", .bool(modifiable.contains(.inputs)))
            object.append("outputs_modifiable", .bool(modifiable.contains(.outputs)))
            object.append("has_sighash_single", .bool(modifiable.contains(.hasSingle)))
        }
    }

    // MARK: Parts of inputs and outputs

    func proprietary(_ pairs: [Bytes: PSBTProprietary]) -> JSONValue {
        .array(
            pairs.values.sorted().map { pair in
                .members(
                    ("identifier", .string(pair.identifier.hex)), ("subtype", .integer(pair.subtype)),
                    ("key", .string(pair.key.hex)), ("value", .string(pair.value.hex)))
            })
    }

    func unknown(_ pairs: [Bytes: Bytes]) -> JSONValue {
        .object(JSONObject(pairs.inOrder.map { ($0.key.hex, .string($0.value.hex)) }))
    }

    func script(_ script: Script) -> JSONValue {
        .members(
            ("asm", .string(script.disassembly())), ("hex", .string(script.hex)),
            ("type", .string(StandardTemplate(script).name)))
    }

    func origins(_ origins: [Bytes: KeyOrigin]) -> JSONValue {
        .array(
            origins.inOrder.map { key, origin in
                .members(
                    ("pubkey", .string(key.hex)),
                    ("master_fingerprint", .string("\(origin.fingerprint)")),
                    ("path", .string("\(origin.path)")))
            })
    }

    func taprootOrigins(_ origins: [Bytes32: SignatureData.TaprootKey]) -> JSONValue {
        .array(
            origins.inOrder.map { key, value in
                .members(
                    ("pubkey", .string(Hex.encode(key.bytes))),
                    ("master_fingerprint", .string("\(value.origin.fingerprint)")),
                    ("path", .string("\(value.origin.path)")),
                    (
                        "leaf_hashes",
                        .array(value.leafHashes.sorted().map { .string(Hex.encode($0.bytes)) })
                    ))
            })
    }

    func participants(_ participants: [Bytes: [Bytes]]) -> JSONValue {
        .array(
            participants.inOrder.map { aggregateKey, keys in
                .members(
                    ("aggregate_pubkey", .string(aggregateKey.hex)),
                    ("participant_pubkeys", .array(keys.map { .string($0.hex) })))
            })
    }
}

extension PartiallySignedTransaction {
    /// What is paid in fees, if all outputs that are spent are known and the sums make sense.
    fileprivate var fee: Amount? {
        guard let spent = Self.sum(inputs.map { $0.utxo?.value }),
            let paid = Self.sum(outputs.map(\.output.value))
        else { return nil }
        return spent - paid
    }

    private static func sum(_ amounts: [Amount?]) -> Amount? {
        var total = Amount.zero
        for amount in amounts {
            guard let amount, amount.isValid, (total + amount).isValid else { return nil }
            total += amount
        }
        return total
    }
}
