/// Dates and times as `2009-01-03T18:15:05Z`. Every line of the log starts with one, so they are put
/// together digit by digit.
public enum ISO8601 {
    /// A moment, given in seconds since 1970, with a resolution of seconds.
    public static func dateTime(_ secondsSince1970: Int64) -> String {
        text { $0.append(moment: secondsSince1970) }
    }

    /// A moment, given in microseconds since 1970, with all six decimals.
    public static func dateTime(microseconds: Int64) -> String {
        let (seconds, fraction) = floorDivide(microseconds, 1_000_000)
        return text { digits in
            digits.append(moment: seconds)
            digits.bytes.removeLast()
            digits.append(".")
            digits.append(fraction, width: 6)
            digits.append("Z")
        }
    }

    /// The day of a moment, given in seconds since 1970.
    public static func date(_ secondsSince1970: Int64) -> String {
        text { $0.append(day: floorDivide(secondsSince1970, 86_400).quotient) }
    }

    private static func text(_ build: (inout Digits) -> Void) -> String {
        var digits = Digits()
        build(&digits)
        return String(decoding: digits.bytes, as: UTF8.self)
    }

    private static func floorDivide(_ value: Int64, _ divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    private struct Digits {
        var bytes: [UInt8] = []

        init() { bytes.reserveCapacity(32) }

        mutating func append(_ character: Unicode.Scalar) { bytes.append(UInt8(ascii: character)) }

        /// Adds a number with leading zeros, and with more digits than `width` if it needs them.
        mutating func append(_ number: Int64, width: Int) {
            if number < 0 { append("-") }
            let start = bytes.count
            var rest = number.magnitude
            while rest > 0 || bytes.count - start < width {
                bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
                rest /= 10
            }
            bytes[start...].reverse()
        }

        mutating func append(moment seconds: Int64) {
            let (days, second) = floorDivide(seconds, 86_400)
            append(day: days)
            append("T")
            append(second / 3600, width: 2)
            append(":")
            append(second / 60 % 60, width: 2)
            append(":")
            append(second % 60, width: 2)
            append("Z")
        }

        /// Turns days since 1970 into a date of the Gregorian calendar, by counting in eras of 400 years
        /// that start on 1 March, so that the leap day is the last of its year.
        mutating func append(day days: Int64) {
            let (era, dayOfEra) = floorDivide(days + 719_468, 146_097)
            let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
            let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
            let shiftedMonth = (5 * dayOfYear + 2) / 153
            let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
            append(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), width: 4)
            append("-")
            append(month, width: 2)
            append("-")
            append(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1, width: 2)
        }
    }
}
