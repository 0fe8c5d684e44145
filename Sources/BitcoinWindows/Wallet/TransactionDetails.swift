import BitcoinGUI
import BitcoinPrimitives
import BitcoinSupport

/// Everything about a transaction, as rich text.
enum TransactionDetails {
    static func text(_ row: TransactionRow, _ answer: JSONValue, _ unit: AmountUnit) -> String {
        var lines: [(String, String)] = [
            ("Status", row.status), ("Date", LocalTime.text(row.timeSeconds)),
            (row.kind == .send ? "To" : "Received with", row.address), ("Label", row.label),
            ("Amount", unit.format(row.amount, showsPlus: true)),
        ]
        if row.fee != .zero { lines.append(("Transaction fee", unit.format(row.fee))) }
        lines += [
            ("Transaction ID", row.txid), ("Output index", "\(row.output)"),
            ("Transaction virtual size", (answer["decoded"]["vsize"].number).map { "\($0) bytes" } ?? ""),
            ("Block", answer["blockhash"].string ?? ""),
        ]
        return "<table cellpadding=\"3\">"
            + lines.filter { !$0.1.isEmpty }.map {
                "<tr><td><b>\($0.0):</b></td><td>\(Payment.escaped($0.1))</td></tr>"
            }.joined() + "</table>"
    }
}
