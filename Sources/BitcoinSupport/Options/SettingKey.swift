/// The name of a setting as it is written: `foo`, `nofoo`, `section.foo`, `section.nofoo`.
struct SettingKey {
    var section = ""
    var name: String
    var isNegated = false

    init(_ text: String) {
        name = text
        if let dot = name.firstIndex(of: ".") {
            section = String(name[..<dot])
            name.removeSubrange(...dot)
        }
        if name.hasPrefix("no") {
            name.removeFirst(2)
            isNegated = true
        }
    }

    /// The value that text, or the lack of it, gives an option of this name.
    func interpret(_ text: String?, _ option: OptionDeclaration) throws(ArgumentsError) -> JSONValue {
        if isNegated {
            if option.flags.contains(.disallowNegation) {
                throw ArgumentsError("Negating of -\(name) is meaningless and therefore forbidden")
            }
            if let text, !SettingText.isTrue(text) {
                Log.warning("Parsed potentially confusing double-negative -\(name)=\(text)")
                return true
            }
            return false
        }
        if text == nil, option.flags.contains(.disallowElision) {
            throw ArgumentsError(
                "Can not set -\(name) with no value. Please specify value with -\(name)=value.")
        }
        return .string(text ?? "")
    }
}

/// How the text of a setting is understood.
public enum SettingText {
    /// Whether text means yes: nothing, or a number other than 0.
    public static func isTrue(_ text: some StringProtocol) -> Bool {
        text.isEmpty || integer(text) != 0
    }

    /// The integer that text starts with, as C's `atoi` reads it: 0 if there is none, the nearest one that
    /// fits if it is too large.
    public static func integer(_ text: some StringProtocol) -> Int64 {
        var digits = text.utf8.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
        var isNegative = false
        if digits.first == UInt8(ascii: "-") {
            isNegative = true
            digits.removeFirst()
        } else if digits.first == UInt8(ascii: "+") {
            digits.removeFirst()
        }
        var value: Int64 = 0
        for byte in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { break }
            let digit = Int64(byte - UInt8(ascii: "0"))
            let (shifted, overflow) = value.multipliedReportingOverflow(by: 10)
            let (next, overflow2) =
                isNegative
                ? shifted.subtractingReportingOverflow(digit) : shifted.addingReportingOverflow(digit)
            if overflow || overflow2 { return isNegative ? .min : .max }
            value = next
        }
        return value
    }
}

/// Why arguments or configuration were refused; the text is what users read.
public struct ArgumentsError: Error, Equatable, CustomStringConvertible {
    /// The message for users.
    public let description: String

    /// An error with this message.
    public init(_ description: String) { self.description = description }
}
