/// Dates and times as `2009-01-03T18:15:05Z`.
public enum ISO8601 {
    /// A moment, given in seconds since 1970, with a resolution of seconds.
    public static func dateTime(_ secondsSince1970: Int64) -> String {
        let (days, second) = floorDivide(secondsSince1970, 86_400)
        return "\(date(days: days))T\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))Z"
    }

    /// A moment, given in microseconds since 1970, with all six decimals.
    public static func dateTime(microseconds: Int64) -> String {
        let (seconds, fraction) = floorDivide(microseconds, 1_000_000)
        return "\(dateTime(seconds).dropLast()).\(padded(fraction, to: 6))Z"
    }

    /// The day of a moment, given in seconds since 1970.
    public static func date(_ secondsSince1970: Int64) -> String {
        date(days: floorDivide(secondsSince1970, 86_400).quotient)
    }

    /// Turns days since 1970 into a date of the Gregorian calendar, by counting in eras of 400 years that
    /// start on 1 March, so that the leap day is the last of its year.
    private static func date(days: Int64) -> String {
        let (era, dayOfEra) = floorDivide(days + 719_468, 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return "\(padded(year, to: 4))-\(two(month))-\(two(day))"
    }

    private static func floorDivide(_ value: Int64, _ divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    private static func two(_ value: Int64) -> String { padded(value, to: 2) }

    private static func padded(_ value: Int64, to width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
