import BitcoinCommands
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport

/// The outputs that a transaction spends: those that are known, and those that a user tells about with their scripts.
public struct PreviousOutputs: Sendable {
    /// The outputs.
    public private(set) var outputs: [OutPoint: TransactionOutput]
    /// The scripts that outputs are the hashes of, with whatever else is known.
    public private(set) var provider: FlatSigningProvider
    /// Whether the scripts behind hashes are to be learnt: a wallet knows those that it can sign for.
    private let needsScripts: Bool

    /// Begins with what the chain and the keys tell.
    public init(_ outputs: [OutPoint: TransactionOutput], provider: FlatSigningProvider) {
        self.outputs = outputs
        self.provider = provider
        needsScripts = true
    }

    /// Begins with what the chain tells, for a signer who knows its scripts.
    public init(_ outputs: [OutPoint: TransactionOutput]) {
        self.outputs = outputs
        provider = FlatSigningProvider()
        needsScripts = false
    }

    /// Takes in an array of objects with `txid`, `vout`, `scriptPubKey` and perhaps scripts and `amount`.
    public mutating func add(_ list: JSONValue) throws {
        if list.isNull { return }
        for entry in try list.requireArray() { try add(entry: entry) }
    }

    private mutating func add(entry: JSONValue) throws {
        guard case .object = entry else {
            throw RPCError(
                .deserialization, #"expected object with {"txid'","vout","scriptPubKey"}"#)
        }
        try entry.check("scriptPubKey", is: .string)
        try entry.check("txid", is: .string)
        try entry.check("vout", is: .number)
        let txid = Txid(try Hash256(argument: entry["txid"], called: "txid"))
        guard let index = UInt32(exactly: try entry["vout"].requireInteger(as: Int32.self)) else {
            throw RPCError(.deserialization, "vout cannot be negative")
        }
        let script = Script(try entry["scriptPubKey"].requireHex("scriptPubKey"))
        let place = OutPoint(txid: txid, index: index)
        if let known = outputs[place], known.scriptPubKey != script {
            throw RPCError(
                .deserialization,
                "Previous output scriptPubKey mismatch:\n\(known.scriptPubKey.disassembly())\nvs:\n"
                    + script.disassembly())
        }
        // All money there is says that the amount is not known.
        let amount = entry["amount"].isNull ? Amount.maximum : try entry["amount"].requireAmount()
        outputs[place] = TransactionOutput(value: amount, scriptPubKey: script)
        guard needsScripts else { return }
        if script.isPayToScriptHash || script.isPayToWitnessScriptHash { try addScripts(entry, of: script) }
    }

    /// Learns the script behind a hash. A witness script may be given as redeem script, too, as it used to be.
    private mutating func addScripts(_ entry: JSONValue, of output: Script) throws {
        for name in ["redeemScript", "witnessScript"] where !entry[name].isNull {
            try entry.check(name, is: .string)
        }
        let (redeemScript, witnessScript) = (entry["redeemScript"], entry["witnessScript"])
        guard !redeemScript.isNull || !witnessScript.isNull else {
            throw RPCError(.invalidParameter, "Missing redeemScript/witnessScript")
        }
        let script = Script(
            try witnessScript.isNull
                ? redeemScript.requireHex("redeemScript") : witnessScript.requireHex("witnessScript"))
        let witnessOutput = Destination.witnessScriptHash(of: script).script
        provider.add(script)
        provider.add(witnessOutput)
        if !redeemScript.isNull, !witnessScript.isNull, redeemScript != witnessScript {
            guard Script(try redeemScript.requireHex("redeemScript")) == witnessOutput else {
                throw RPCError(.invalidParameter, "redeemScript does not correspond to witnessScript")
            }
        }
        let candidates =
            output.isPayToScriptHash
            ? [Destination.scriptHash(of: script).script, Destination.scriptHash(of: witnessOutput).script]
            : [witnessOutput]
        guard candidates.contains(output) else {
            throw RPCError(.invalidParameter, "redeemScript/witnessScript does not match scriptPubKey")
        }
    }
}

extension JSONValue {
    /// Fails if the member is missing or of another type.
    fileprivate func check(_ name: String, is kind: Kind) throws {
        let member = self[name]
        if member.isNull { throw RPCError(.typeError, "Missing \(name)") }
        guard member.kind == kind else {
            throw RPCError(
                .typeError,
                "JSON value of type \(member.kind.rawValue) for field \(name) is not of expected type "
                    + kind.rawValue)
        }
    }
}
