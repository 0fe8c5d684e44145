import BitcoinPrimitives
import BitcoinSupport

/// A transaction that several parties sign one after the other (PSBT, BIP 174), as users see it.
public struct PartialTransaction: Sendable, Equatable {
    /// Whom it pays.
    public struct Output: Sendable, Equatable {
        /// The address; empty if there is none.
        public var address: String
        /// How much.
        public var amount: Amount
        /// Whether it goes to the wallet that is shown.
        public var isOwn: Bool
    }

    /// What has to happen next.
    public enum Step: String, Sendable {
        /// What it spends is not known yet.
        case update = "updater"
        /// Signatures are missing.
        case sign = "signer"
        /// All signatures are there.
        case finish = "finalizer"
        /// It only has to be taken out.
        case extract = "extractor"
    }

    /// Why something is no such transaction.
    public enum Mistake: Error, Sendable, Equatable, CustomStringConvertible {
        /// A file is too large.
        case size
        /// It is neither in base64 nor in the form for files.
        case format

        /// In words for the user.
        public var description: String {
            switch self {
            case .size: "PSBT file must be smaller than 100 MiB"
            case .format: "Unable to decode PSBT"
            }
        }
    }

    /// The transaction in base64.
    public var text: String
    /// Whom it pays.
    public var outputs: [Output]
    /// What miners get; `nil` while it is not known.
    public var fee: Amount?
    /// How many inputs have no signature yet.
    public var unsignedCount: Int
    /// What has to happen next; `nil` if that is not known.
    public var step: Step?

    /// The largest file that is read, in bytes.
    public static let mostBytes = 100 << 20
    /// Of how many outputs the wallet is asked whether they are its own.
    static let mostMarked = 50
    /// BIP 174: what a file begins with.
    private static let magic: [UInt8] = [0x70, 0x73, 0x62, 0x74, 0xff]

    /// The text in base64 of what a file contains: bytes, or base64.
    public static func text(ofFile contents: [UInt8]) throws(Mistake) -> String {
        guard contents.count <= mostBytes else { throw .size }
        if contents.starts(with: magic) { return Base64.encode(contents) }
        guard let text = String(validating: contents, as: UTF8.self) else { throw .format }
        return try Self.text(pasted: text)
    }

    /// The text in base64 without what surrounds it.
    public static func text(pasted: String) throws(Mistake) -> String {
        let text = pasted.filter { !$0.isWhitespace }
        guard let bytes = Base64.decode(text), bytes.starts(with: magic) else { throw .format }
        return text
    }

    /// The bytes for a file.
    public var contents: [UInt8] { Base64.decode(text) ?? [] }

    /// Whether all signatures are there.
    public var isComplete: Bool { step == .finish || step == .extract }

    /// Everything that leaves whoever pays, apart from the fee.
    public var total: Amount { outputs.reduce(.zero) { $0 + $1.amount } }

    /// Reads the answers of `decodepsbt` and `analyzepsbt`.
    ///
    /// None of the outputs counts as the wallet's own.
    init(text: String, decoded: JSONValue, analysis: JSONValue) {
        self.text = text
        // Version 0 (BIP 174) has a transaction within, version 2 (BIP 370) has its parts.
        let entries =
            decoded["tx"]["vout"].array?.map { ($0["value"], $0["scriptPubKey"]) }
            ?? (decoded["outputs"].array ?? []).map { ($0["amount"], $0["script"]) }
        outputs = entries.map { value, script in
            let address = script["address"].string ?? ""
            return Output(
                address: address, amount: Amount(satoshis: (try? value.satoshis()) ?? 0),
                isOwn: false)
        }
        fee = analysis["fee"].isNull ? nil : (try? analysis["fee"].satoshis()).map(Amount.init(satoshis:))
        unsignedCount = (analysis["inputs"].array ?? []).count {
            $0["is_final"].bool != true && $0["next"].string != Step.finish.rawValue
        }
        step = analysis["next"].string.flatMap(Step.init)
    }

    /// What it does, as rich text.
    public func summary(_ unit: AmountUnit) -> String {
        var lines = outputs.map { output in
            let address = output.address.isEmpty ? "(no address)" : Payment.escaped(output.address)
            return "Sends <b>\(unit.format(output.amount))</b> to \(address)"
                + (output.isOwn ? " (own address)" : "")
        }
        if let fee {
            lines.append("Pays transaction fee: <b>\(unit.format(fee))</b>")
        } else {
            lines.append("Unable to calculate transaction fee or total transaction amount.")
        }
        let list = "<ul>" + lines.map { "<li>\($0)</li>" }.joined() + "</ul>"
        let sum = fee == nil ? "" : "<p>Total Amount: <b>\(unit.format(total))</b></p>"
        let missing =
            unsignedCount == 0
            ? "" : "<p>Transaction has \(Words.count(Int64(unsignedCount), "unsigned input")).</p>"
        return list + sum + missing
    }

    /// Where it stands, for a wallet that has private keys or has none.
    public func status(isWatchOnly: Bool) -> String {
        switch step {
        case .update: "Transaction is missing some information about inputs."
        case .sign where isWatchOnly:
            "Transaction still needs signature(s). (But this wallet cannot sign transactions.)"
        case .sign: "Transaction still needs signature(s)."
        case .finish, .extract: "Transaction is fully signed and ready for broadcast."
        case nil: "Transaction status is unknown."
        }
    }
}

extension WalletModel {
    /// Reads a transaction in base64, with what this wallet knows of its inputs. Throws what is wrong with it.
    public func readPSBT(_ text: String) async throws -> PartialTransaction {
        try await describe(try await process(text, signs: false))
    }

    /// Adds the signatures of this wallet.
    ///
    /// - Returns: the transaction, and what the user should know.
    public func sign(_ transaction: PartialTransaction) async throws -> (PartialTransaction, String) {
        let signed = try await describe(try await process(transaction.text, signs: true))
        let count = transaction.unsignedCount - signed.unsignedCount
        if signed.isComplete {
            return (signed, "Signed transaction successfully. Transaction is ready to broadcast.")
        }
        return (
            signed,
            count < 1
                ? "Could not sign any more inputs."
                : "Signed \(Words.count(Int64(count), "input")), but more signatures are still required."
        )
    }

    /// Has the node send a transaction that is signed. Returns its identifier.
    public func broadcast(_ transaction: PartialTransaction) async throws -> String {
        let answer = try await commands.call("finalizepsbt", .string(transaction.text))
        guard answer["complete"].bool == true, let raw = answer["hex"].string else {
            throw UnfinishedTransaction()
        }
        let txid = try await commands.call("sendrawtransaction", .string(raw)).string ?? ""
        await refresh()
        return txid
    }

    /// A payment as a transaction to be signed elsewhere.
    public func unsigned(_ payment: Payment) async throws -> PartialTransaction {
        let raw = Hex.encode(payment.draft.transaction.serialized)
        // With signatures thrown away: whoever signs may be somebody else.
        let text = try await commands.call("converttopsbt", .string(raw), true).string ?? ""
        return try await readPSBT(text)
    }

    private func process(_ text: String, signs: Bool) async throws -> String {
        try await commands.call("walletprocesspsbt", .string(text), .bool(signs))["psbt"].string ?? text
    }

    private func describe(_ text: String) async throws -> PartialTransaction {
        let decoded = try await commands.call("decodepsbt", .string(text))
        let analysis = try await commands.call("analyzepsbt", .string(text))
        var transaction = PartialTransaction(text: text, decoded: decoded, analysis: analysis)
        try await markOwn(&transaction)
        return transaction
    }

    /// Also change, which the address book does not have.
    private func markOwn(_ transaction: inout PartialTransaction) async throws {
        for place in transaction.outputs.indices.prefix(PartialTransaction.mostMarked)
        where !transaction.outputs[place].address.isEmpty {
            let known = try await commands.call("getaddressinfo", .string(transaction.outputs[place].address))
            transaction.outputs[place].isOwn = known["ismine"].bool == true
        }
    }
}

/// Signatures are missing, or wrong.
struct UnfinishedTransaction: Error, CustomStringConvertible {
    var description: String { "Unknown error processing transaction." }
}
