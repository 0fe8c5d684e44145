import BitcoinCrypto
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport

extension TransactionEditor {
    private static let wrongSeparators = "TX output missing or too many separators"

    /// Adds the output `VALUE:ADDRESS`.
    mutating func addAddress(_ text: String) throws(ToolError) {
        let parts = Self.parts(text)
        guard parts.count == 2 else { throw ToolError(Self.wrongSeparators) }
        let value = try Self.amount(parts[0])
        let destination: Destination
        do throws(AddressError) {
            destination = try Destination(address: String(parts[1]), format)
        } catch {
            throw ToolError("invalid TX output address")
        }
        outputs.append(TransactionOutput(value: value, scriptPubKey: destination.script))
    }

    /// Adds the output `VALUE:PUBKEY[:FLAGS]`.
    mutating func addPublicKey(_ text: String) throws(ToolError) {
        let parts = Self.parts(text)
        guard (2...3).contains(parts.count) else { throw ToolError(Self.wrongSeparators) }
        let value = try Self.amount(parts[0])
        let key = try Self.publicKey(parts[1])
        let wrapping = ScriptWrapping(flags: parts.count == 3 ? parts[2] : "")
        var script: Script
        if wrapping.hasWitness {
            try Self.requireCompressed([key])
            script = Destination.witnessKeyHash(key.hash).script
        } else {
            var builder = ScriptBuilder()
            builder.append(push: key.bytes)
            builder.append(.checkSig)
            script = builder.script
        }
        if wrapping.hasScriptHash { script = Destination.scriptHash(of: script).script }
        outputs.append(TransactionOutput(value: value, scriptPubKey: script))
    }

    /// Adds the output `VALUE:REQUIRED:PUBKEYS:PUBKEY1:PUBKEY2:…[:FLAGS]`.
    mutating func addMultisig(_ text: String) throws(ToolError) {
        let parts = Self.parts(text)
        guard parts.count >= 3 else { throw ToolError("Not enough multisig parameters") }
        let value = try Self.amount(parts[0])
        let required = try Self.count(parts[1], "invalid multisig required number")
        let total = try Self.count(parts[2], "invalid multisig total number")
        guard parts.count >= total + 3 else { throw ToolError("incorrect number of multisig pubkeys") }
        let possible = 1...Script.maximumMultisigKeys
        guard possible.contains(required), possible.contains(total), required <= total else {
            throw ToolError("multisig parameter mismatch. Required \(required) of \(total)signatures.")
        }
        var keys: [PublicKey] = []
        for part in parts[3..<total + 3] { keys.append(try Self.publicKey(part)) }
        guard parts.count <= total + 4 else { throw ToolError("Too many parameters") }
        let wrapping = ScriptWrapping(flags: parts.count == total + 4 ? parts[total + 3] : "")
        if wrapping.hasWitness { try Self.requireCompressed(keys) }
        let script = try wrapping.wrap(.multisig(required: required, keys))
        outputs.append(TransactionOutput(value: value, scriptPubKey: script))
    }

    /// Adds the output `VALUE:SCRIPT[:FLAGS]`.
    mutating func addScript(_ text: String) throws {
        let parts = Self.parts(text)
        guard parts.count >= 2 else { throw ToolError("TX output missing separator") }
        let value = try Self.amount(parts[0])
        let script = try Script(assembly: parts[1])
        let wrapping = ScriptWrapping(flags: parts.count == 3 ? parts[2] : "")
        guard script.count <= Script.maximumSize else {
            throw ToolError("script exceeds size limit: \(script.count) > \(Script.maximumSize)")
        }
        outputs.append(TransactionOutput(value: value, scriptPubKey: try wrapping.wrap(script)))
    }

    /// Adds the output `[VALUE:]DATA`, which can never be spent.
    mutating func addData(_ text: String) throws(ToolError) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count > 1, parts[0].isEmpty { throw ToolError("TX output value not specified") }
        let value = parts.count > 1 ? try Self.amount(parts[0]) : .zero
        guard let data = Hex.decode(parts[parts.count - 1]), !data.isEmpty else {
            throw ToolError("invalid TX output data")
        }
        var builder = ScriptBuilder()
        builder.append(.return)
        builder.append(push: data)
        outputs.append(TransactionOutput(value: value, scriptPubKey: builder.script))
    }

    // MARK: Parts

    private static func parts(_ text: String) -> [Substring] {
        text.split(separator: ":", omittingEmptySubsequences: false)
    }

    private static func amount(_ text: Substring) throws(ToolError) -> Amount {
        guard let amount = Amount(coins: text) else { throw ToolError("invalid TX output value") }
        return amount
    }

    private static func count(_ text: Substring, _ message: String) throws(ToolError) -> Int {
        guard let count = UInt32(digits: text.trimmed()) else { throw ToolError("\(message) '\(text)'") }
        return Int(count)
    }

    private static func publicKey(_ text: Substring) throws(ToolError) -> PublicKey {
        guard let bytes = Hex.decode(text), let key = PublicKey(bytes) else {
            throw ToolError("invalid TX output pubkey")
        }
        return key
    }

    /// BIP143: a witness has no uncompressed keys.
    private static func requireCompressed(_ keys: [PublicKey]) throws(ToolError) {
        guard keys.allSatisfy(\.isCompressed) else {
            throw ToolError("Uncompressed pubkeys are not useable for SegWit outputs")
        }
    }
}
