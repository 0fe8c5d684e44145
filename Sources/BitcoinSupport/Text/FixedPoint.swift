/// Decimal numbers with a fixed number of decimals, held as scaled integers: no rounding, ever.
public enum FixedPoint {
    /// The scaled integer as a decimal number, with all its decimals.
    public static func text(_ value: Int64, decimals: Int) -> String {
        let digits = String(value.magnitude)
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        let sign = value < 0 ? "-" : ""
        return decimals == 0
            ? sign + padded : "\(sign)\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
    }

    /// Reads a decimal number in JSON's grammar (exponents included) as an integer scaled by
    /// `10^decimals`. `nil` if it is malformed, would lose digits, or has more than 18 digits.
    public static func parse(_ text: String, decimals: Int) -> Int64? {
        var scanner = Scanner(text)
        let isNegative = scanner.take("-")
        guard var mantissa = Mantissa(integerPart: &scanner) else { return nil }
        if scanner.take("."), !mantissa.appendFraction(&scanner) { return nil }
        var exponent = 0
        if scanner.take("e") || scanner.take("E") {
            let isNegativeExponent = scanner.take("-")
            if !isNegativeExponent { _ = scanner.take("+") }
            guard let first = scanner.digit() else { return nil }
            exponent = first
            while let digit = scanner.digit() {
                exponent = exponent * 10 + digit
                // Far beyond what any amount can have; also keeps hostile exponents from overflowing.
                if exponent > 1_000_000 { return nil }
            }
            if isNegativeExponent { exponent = -exponent }
        }
        guard scanner.isAtEnd, let value = mantissa.scaled(by: exponent + decimals) else { return nil }
        return isNegative ? -value : value
    }

    private static let upperBound: Int64 = 1_000_000_000_000_000_000

    /// The digits of a number without trailing zeros, which are only counted.
    private struct Mantissa {
        private var value: Int64 = 0
        private var trailingZeros = 0
        private var fractionDigits = 0

        init?(integerPart scanner: inout Scanner) {
            guard let first = scanner.digit(), append(first) else { return nil }
            // JSON allows no digit after a leading zero.
            while first != 0, let digit = scanner.digit() {
                guard append(digit) else { return nil }
            }
        }

        mutating func appendFraction(_ scanner: inout Scanner) -> Bool {
            while let digit = scanner.digit() {
                guard append(digit) else { return false }
                fractionDigits += 1
            }
            return fractionDigits > 0
        }

        private mutating func append(_ digit: Int) -> Bool {
            guard digit != 0 else {
                trailingZeros += 1
                return true
            }
            for _ in 0...trailingZeros {
                guard value < upperBound / 10 else { return false }
                value *= 10
            }
            value += Int64(digit)
            trailingZeros = 0
            return true
        }

        func scaled(by power: Int) -> Int64? {
            guard value != 0 else { return power - fractionDigits + trailingZeros < 18 ? 0 : nil }
            let shift = power - fractionDigits + trailingZeros
            guard shift >= 0, shift < 18 else { return nil }
            var result = value
            for _ in 0..<shift {
                guard result < upperBound / 10 else { return nil }
                result *= 10
            }
            return result
        }
    }

    private struct Scanner {
        private var rest: Substring.UTF8View

        init(_ text: String) { rest = text[...].utf8 }

        var isAtEnd: Bool { rest.isEmpty }

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard let first = rest.first, UInt32(first) == character.value else { return false }
            rest.removeFirst()
            return true
        }

        mutating func digit() -> Int? {
            guard let byte = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else {
                return nil
            }
            rest.removeFirst()
            return Int(byte - UInt8(ascii: "0"))
        }
    }
}
