/// The short form of amounts in the databases: trailing decimal zeroes become an exponent.
enum AmountCompression {
    /// The short form.
    static func compress(_ amount: UInt64) -> UInt64 {
        if amount == 0 { return 0 }
        var rest = amount
        var exponent: UInt64 = 0
        while rest % 10 == 0 && exponent < 9 {
            rest /= 10
            exponent += 1
        }
        if exponent == 9 { return 1 &+ (rest &- 1) &* 10 &+ 9 }
        let digit = rest % 10
        rest /= 10
        return 1 &+ (rest &* 9 &+ digit &- 1) &* 10 &+ exponent
    }

    /// The amount of a short form. Wraps where the short form is of no amount at all, as upstream.
    static func decompress(_ compressed: UInt64) -> UInt64 {
        if compressed == 0 { return 0 }
        var rest = compressed - 1
        let exponent = rest % 10
        rest /= 10
        var amount: UInt64
        if exponent < 9 {
            let digit = rest % 9 + 1
            rest /= 9
            amount = rest &* 10 &+ digit
        } else {
            amount = rest &+ 1
        }
        for _ in 0..<exponent { amount = amount &* 10 }
        return amount
    }
}
