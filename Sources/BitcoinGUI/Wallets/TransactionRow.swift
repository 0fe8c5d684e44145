import BitcoinPrimitives
import BitcoinSupport

/// A line in the list of transactions: what one output of a transaction means to a wallet.
public struct TransactionRow: Sendable, Equatable {
    /// What happened.
    public enum Kind: String, Sendable, CaseIterable {
        /// Someone paid the wallet.
        case receive
        /// The wallet paid someone.
        case send
        /// The wallet's own block, which is deep enough.
        case generate
        /// The wallet's own block, which is not deep enough yet.
        case immature
        /// The wallet's own block, which lost against another.
        case orphan

        /// In words for the list.
        public var name: String {
            switch self {
            case .receive: "Received with"
            case .send: "Sent to"
            case .generate, .immature, .orphan: "Mined"
            }
        }
    }

    /// The transaction, in hexadecimal.
    public var txid: String
    /// Which output.
    public var output: Int
    /// What happened.
    public var kind: Kind
    /// Whom it paid; empty where the output has no address.
    public var address: String
    /// What the address is called in the wallet.
    public var label: String
    /// What came in, or what went out as a negative amount. The fee is with the first output of its transaction.
    public var amount: Amount
    /// The part of the amount that miners got, zero or negative.
    public var fee: Amount
    /// How deep the transaction is; 0 if it is in no block, negative below a conflicting one.
    public var confirmations: Int
    /// When it was made or learnt of, in seconds since 1970.
    public var timeSeconds: Int64
    /// Whether the user gave it up.
    public var isAbandoned: Bool
    /// Whether another transaction of the wallet has taken its place.
    public var isReplaced: Bool
    /// Whether the node has it in its mempool or a block, as far as is known.
    public var isTrusted: Bool

    /// How many confirmations users are told to wait for.
    public static let recommendedConfirmations = 6

    /// BIP 30 and consensus: 100 blocks have to follow on one before its reward can be spent.
    static let maturity = 100

    /// Reads an entry of `listtransactions`; `nil` if it is none.
    init?(_ entry: JSONValue, carriesFee: Bool) {
        guard let kind = Kind(rawValue: entry["category"].string ?? ""), let txid = entry["txid"].string,
            let satoshis = entry["amount"].signedSatoshis
        else { return nil }
        self.kind = kind
        self.txid = txid
        output = entry["vout"].number?.integer() ?? 0
        address = entry["address"].string ?? ""
        label = entry["label"].string ?? ""
        fee = carriesFee ? Amount(satoshis: entry["fee"].signedSatoshis ?? 0) : .zero
        amount = Amount(satoshis: satoshis &+ fee.satoshis)
        confirmations = entry["confirmations"].number?.integer() ?? 0
        timeSeconds = entry["time"].number?.integer() ?? 0
        isAbandoned = entry["abandoned"].bool ?? false
        isReplaced = entry["replaced_by_txid"].string != nil
        isTrusted = entry["trusted"].bool ?? true
    }

    /// Reads the answer of `listtransactions`, newest first.
    public static func rows(_ answer: JSONValue) -> [TransactionRow] {
        var charged: Set<String> = []
        return (answer.array ?? []).reversed().compactMap { entry in
            let isPayment = entry["category"].string == "send"
            let carriesFee = isPayment && charged.insert(entry["txid"].string ?? "").inserted
            return TransactionRow(entry, carriesFee: carriesFee)
        }
    }

    /// What is shown in place of an address: its label, or the address itself.
    public var counterpart: String {
        if !label.isEmpty { return label }
        return address.isEmpty ? "(n/a)" : address
    }

    /// Where it stands, in words.
    public var status: String {
        if isAbandoned { return "Abandoned" }
        if confirmations < 0 { return "Conflicted with a transaction with \(-confirmations) confirmations" }
        switch kind {
        case .orphan: return "Generated but not accepted"
        case .immature:
            let left = max(0, Self.maturity + 1 - confirmations)
            return "Immature (\(confirmations) confirmations, will be available after \(left))"
        case .receive, .send, .generate: break
        }
        switch confirmations {
        case 0: return "0/unconfirmed"
        case ..<Self.recommendedConfirmations:
            return
                "Confirming (\(confirmations) of \(Self.recommendedConfirmations) recommended confirmations)"
        default: return "Confirmed (\(confirmations) confirmations)"
        }
    }

    /// The same in few words.
    public var shortStatus: String {
        if isAbandoned { return "Abandoned" }
        if confirmations < 0 { return "Conflicted" }
        switch kind {
        case .orphan: return "Not accepted"
        case .immature:
            return "Immature, \(Words.count(Int64(max(0, Self.maturity + 1 - confirmations)), "block")) left"
        case .receive, .send, .generate: break
        }
        switch confirmations {
        case 0: return "0/unconfirmed"
        case ..<Self.recommendedConfirmations:
            return "\(confirmations) of \(Self.recommendedConfirmations) confirmations"
        default: return "Confirmed"
        }
    }

    /// Whether the amount counts, so that it is shown without brackets.
    public var isSettled: Bool {
        !isAbandoned && kind != .immature && kind != .orphan
            && (confirmations > 0 || (confirmations == 0 && isTrusted))
    }

    /// Whether a transaction that pays a higher fee may take its place.
    public var canBeBumped: Bool { kind == .send && confirmations == 0 && !isAbandoned && !isReplaced }
}

extension JSONValue {
    /// An amount in bitcoins, which may be negative, in satoshis.
    fileprivate var signedSatoshis: Int64? {
        number.flatMap { FixedPoint.parse($0.text, decimals: AmountUnit.bitcoin.decimals) }
    }
}
