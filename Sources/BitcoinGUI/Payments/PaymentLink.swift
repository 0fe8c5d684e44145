import BitcoinPrimitives
import BitcoinSupport

/// A request for a payment as a `bitcoin:` link (BIP 21).
public struct PaymentLink: Sendable, Equatable {
    /// Whom to pay.
    public var address: String
    /// How much; zero leaves that to the payer.
    public var amount: Amount
    /// What the receiver is called.
    public var label: String
    /// What the payment is for.
    public var message: String

    /// Describes a request.
    public init(address: String, amount: Amount = .zero, label: String = "", message: String = "") {
        self.address = address
        self.amount = amount
        self.label = label
        self.message = message
    }

    /// Reads a link. `nil` if it is none, if its amount is none, or if it requires something that is not known here.
    public init?(_ text: String) {
        let scheme = "bitcoin:"
        guard text.lowercased().hasPrefix(scheme) else { return nil }
        let parts = text.dropFirst(scheme.count).split(
            separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        self.init(address: String(parts[0].drop { $0 == "/" }))
        guard !address.isEmpty else { return nil }
        for parameter in parts.count > 1 ? parts[1].split(separator: "&") : [] {
            let pair = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let value = Self.decoded(pair.count > 1 ? pair[1] : "") else { return nil }
            switch pair[0] {
            case "amount":
                guard let amount = AmountUnit.bitcoin.parse(value) else { return nil }
                self.amount = amount
            case "label": label = value
            case "message": message = value
            case let name where name.hasPrefix("req-"): return nil
            default: continue
            }
        }
    }

    /// The link.
    public var text: String {
        var parameters: [String] = []
        if amount > .zero {
            let text = AmountUnit.bitcoin.format(amount, showsUnit: false).replacing("\u{2009}", with: "")
            parameters.append("amount=\(text)")
        }
        if !label.isEmpty { parameters.append("label=\(CommandCaller.encoded(label))") }
        if !message.isEmpty { parameters.append("message=\(CommandCaller.encoded(message))") }
        return "bitcoin:\(address)" + (parameters.isEmpty ? "" : "?" + parameters.joined(separator: "&"))
    }

    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let digits = String(rest.prefix(2)), let value = Hex.decode(digits), value.count == 1 else {
                return nil
            }
            bytes += value
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
