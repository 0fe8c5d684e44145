import BitcoinInterfaces
import BitcoinPrimitives
import BitcoinSupport

/// A payment that was made up and waits for the user's word.
public struct Payment: Sendable {
    /// Whom it pays, with what was asked for.
    public var payments: [WalletPayment]
    /// What the receivers are to be called.
    public var labels: [String]
    /// The transaction.
    public var draft: WalletDraft

    /// Everything that leaves the wallet.
    public var total: Amount {
        let fees = payments.contains(where: \.subtractsFee) ? 0 : draft.fee.satoshis
        return Amount(satoshis: payments.reduce(fees) { $0 &+ $1.amount.satoshis })
    }

    /// The question to the user, as rich text.
    public func question(_ unit: AmountUnit) -> String {
        let lines = zip(payments, labels).map { payment, label in
            let name = label.isEmpty ? "" : "“\(Self.escaped(label))” "
            return "<b>\(unit.format(payment.amount))</b> to \(name)\(Self.escaped(payment.address))"
        }
        return "Do you want to create this transaction?<br><br>" + lines.joined(separator: "<br>")
    }

    /// Fee and total, as rich text.
    public func summary(_ unit: AmountUnit) -> String {
        let size = draft.transaction.virtualSize
        let hundredths = size > 0 ? draft.fee.satoshis * 100 / Int64(size) : 0
        let rest = hundredths % 100
        return "Transaction fee: <b>\(unit.format(draft.fee))</b> (\(size) vB, "
            + "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest) sat/vB)<br>"
            + "Total Amount: <b>\(unit.format(total))</b><br><br>"
            + "Please, review your transaction."
    }

    /// A text as a part of rich text.
    public static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}

extension WalletModel {
    /// Makes up what a form asks for. Nothing is noted or sent yet. Throws what is wrong with it.
    public func prepare(_ form: PaymentForm) async throws -> Payment {
        let commands = commands
        let payments = try await form.payments { address in
            try await commands.call("validateaddress", .string(address))["isvalid"].bool ?? false
        }
        let draft = try await wallet.createTransaction(
            payments, wishes: try form.wishes(), signs: !isWatchOnly)
        return Payment(payments: payments, labels: form.entries.map(\.label), draft: draft)
    }

    /// Sends a payment, and remembers what its receivers are called.
    public func send(_ payment: Payment) async throws {
        try await wallet.commitTransaction(payment.draft.transaction)
        for (paid, label) in zip(payment.payments, payment.labels) where !label.isEmpty {
            try await wallet.setAddressBook(paid.address, label: label, purpose: "send")
        }
        await refresh()
    }

    /// What a payment would cost that is to be confirmed within so many blocks, in satoshis per 1,000 virtual bytes; `nil`
    /// if the node cannot tell.
    public func estimateFee(target: Int) async -> Int64? {
        let answer = try? await commands.call("estimatesmartfee", .integer(target))
        return answer.flatMap { try? $0["feerate"].satoshis() }
    }
}
