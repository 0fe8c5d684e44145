extension JSONValue {
    /// An amount of satoshis as a number of bitcoins with eight decimals.
    public static func amount(satoshis: Int64) -> JSONValue {
        .number(JSONNumber(checked: FixedPoint.text(satoshis, decimals: 8)))
    }

    /// Reads an amount from a number or a string of bitcoins. `decimals` is 8 for bitcoins and 3 for fee
    /// rates in satoshis per virtual byte.
    public func satoshis(decimals: Int = 8) throws(AmountError) -> Int64 {
        guard let text = scalarText else { throw .notNumberOrString }
        guard let amount = FixedPoint.parse(text, decimals: decimals) else { throw .invalid }
        guard 0...AmountError.maximum ~= amount else { throw .outOfRange }
        return amount
    }
}

/// Why a JSON value is no amount, in Bitcoin Core's words.
public enum AmountError: Error, Equatable, CustomStringConvertible {
    /// Neither a number nor a string.
    case notNumberOrString
    /// No decimal number, or one with too many digits.
    case invalid
    /// Negative, or more than there will ever be.
    case outOfRange

    /// 21 million bitcoins in satoshis.
    static let maximum: Int64 = 2_100_000_000_000_000

    /// The message for users.
    public var description: String {
        switch self {
        case .notNumberOrString: "Amount is not a number or string"
        case .invalid: "Invalid amount"
        case .outOfRange: "Amount out of range"
        }
    }
}
