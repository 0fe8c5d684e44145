import BitcoinPrimitives

/// The units that amounts are shown in.
public enum AmountUnit: Int, Sendable, CaseIterable {
    /// 100,000,000 satoshis.
    case bitcoin
    /// 100,000 satoshis.
    case milli
    /// 100 satoshis.
    case micro
    /// The smallest amount.
    case satoshi

    /// Its name beside an amount.
    public var name: String {
        switch self {
        case .bitcoin: "BTC"
        case .milli: "mBTC"
        case .micro: "µBTC"
        case .satoshi: "sat"
        }
    }

    /// The digits after the point.
    public var decimals: Int {
        switch self {
        case .bitcoin: 8
        case .milli: 5
        case .micro: 2
        case .satoshi: 0
        }
    }

    private var satoshis: Int64 {
        (0..<decimals).reduce(1) { value, _ in value * 10 }
    }

    /// An amount with its sign if it is negative, or if wanted, and with thin spaces between thousands.
    public func format(_ amount: Amount, showsPlus: Bool = false, showsUnit: Bool = true) -> String {
        let magnitude = amount.satoshis.magnitude
        let unit = UInt64(satoshis)
        var digits = "\(magnitude / unit)"
        if digits.count > 4 {
            var place = digits.index(digits.endIndex, offsetBy: -3)
            while place > digits.startIndex {
                digits.insert("\u{2009}", at: place)
                guard let next = digits.index(place, offsetBy: -3, limitedBy: digits.startIndex) else {
                    break
                }
                place = next
            }
        }
        if decimals > 0 {
            let rest = "\(magnitude % unit)"
            digits += "." + String(repeating: "0", count: decimals - rest.count) + rest
        }
        let sign = amount.satoshis < 0 ? "-" : showsPlus && amount.satoshis > 0 ? "+" : ""
        return sign + digits + (showsUnit ? " \(name)" : "")
    }

    /// Reads an amount as a user writes it; `nil` if it is none or not between zero and all the money there is.
    public func parse(_ text: String) -> Amount? {
        let plain = text.filter { !$0.isWhitespace }
        let parts = plain.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), !plain.isEmpty, plain != "." else { return nil }
        let fraction = parts.count == 2 ? parts[1] : ""
        guard fraction.count <= decimals else { return nil }
        let digits = "\(parts[0])\(fraction)" + String(repeating: "0", count: decimals - fraction.count)
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let value = Int64(digits),
            value <= Amount.maximum.satoshis
        else { return nil }
        return Amount(satoshis: value)
    }
}
