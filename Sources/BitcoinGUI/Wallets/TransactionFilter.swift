import BitcoinPrimitives

/// Which transactions a user wants to see.
public struct TransactionFilter: Sendable, Equatable {
    /// Which kinds of transactions.
    public enum Kinds: Int, Sendable, CaseIterable {
        /// All of them.
        case all
        /// What others paid.
        case received
        /// What the wallet paid.
        case sent
        /// Own blocks.
        case mined

        /// In words for a list of choices.
        public var name: String {
            switch self {
            case .all: "All"
            case .received: "Received with"
            case .sent: "Sent to"
            case .mined: "Mined"
            }
        }
    }

    /// Which kinds.
    public var kinds = Kinds.all
    /// What address, label or transaction contains; empty for anything.
    public var text = ""
    /// The smallest amount, without its sign.
    public var minimum = Amount.zero
    /// The earliest time, in seconds since 1970.
    public var sinceSeconds: Int64 = 0

    /// Lets everything through.
    public init() {}

    /// Whether a transaction is wanted.
    public func admits(_ row: TransactionRow) -> Bool {
        let isWanted =
            switch kinds {
            case .all: true
            case .received: row.kind == .receive
            case .sent: row.kind == .send
            case .mined: [.generate, .immature, .orphan].contains(row.kind)
            }
        guard isWanted, row.timeSeconds >= sinceSeconds,
            row.amount.satoshis.magnitude >= minimum.satoshis.magnitude
        else { return false }
        let wanted = text.lowercased()
        return wanted.isEmpty
            || [row.address, row.label, row.txid].contains { $0.lowercased().contains(wanted) }
    }

    /// The transactions as lines of comma-separated values (RFC 4180), with a heading.
    public static func table(_ rows: [TransactionRow], unit: AmountUnit) -> String {
        let heading = ["Confirmed", "Date", "Type", "Label", "Address", "Amount (\(unit.name))", "ID"]
        let lines = rows.map { row in
            [
                row.confirmations >= TransactionRow.recommendedConfirmations ? "true" : "false",
                LocalTime.text(row.timeSeconds, format: "%Y-%m-%dT%H:%M:%S"), row.kind.name, row.label,
                row.address,
                unit.format(row.amount, showsUnit: false).replacing("\u{2009}", with: ""), row.txid,
            ]
        }
        return ([heading] + lines).map { line in
            line.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",") + "\n"
        }.joined()
    }
}
