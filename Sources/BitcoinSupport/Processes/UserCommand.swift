/// The events on which a node runs a command of its user's, by the option that has the command.
public enum UserCommand: String, Sendable, CaseIterable {
    /// A warning about the chain; `%s` is its text.
    case alert = "alertnotify"
    /// Another best block; `%s` is its hash.
    case block = "blocknotify"
    /// The node has started.
    case startup = "startupnotify"
    /// The node is going to end.
    case shutdown = "shutdownnotify"
    /// A transaction of a wallet has changed; `%s` is its id, `%b` and `%h` are hash and height of its block, `%w` is the
    /// wallet.
    case wallet = "walletnotify"

    /// The mark in whose place any text may come, which therefore is put in quotation marks. All others are numbers, hashes
    /// and words.
    private var freeMark: String? {
        switch self {
        case .alert: "%s"
        case .wallet: "%w"
        case .block, .startup, .shutdown: nil
        }
    }

    /// The marks that the command may have.
    public var marks: [String] {
        switch self {
        case .alert, .block: ["%s"]
        case .wallet: ["%s", "%b", "%h", "%w"]
        case .startup, .shutdown: []
        }
    }

    /// What is to be run, with the values in the place of their marks. `nil` if one of them could be more than a value.
    public func commands(_ arguments: Arguments, values: [String: String]) -> [String]? {
        commands(templates(arguments), values: values)
    }

    /// Commands with the values in the place of their marks. `nil` if one of them could be more than a value.
    public func commands(_ templates: [String], values: [String: String]) -> [String]? {
        var written: [String: String] = [:]
        for (mark, value) in values {
            if mark == freeMark {
                guard !value.utf8.contains(0) else { return nil }
                written[mark] = ShellCommand.quoted(value)
            } else {
                guard marks.contains(mark), value.utf8.allSatisfy(Self.isPlain) else { return nil }
                written[mark] = value
            }
        }
        return templates.map { Self.fill($0, written) }
    }

    private func templates(_ arguments: Arguments) -> [String] {
        let all =
            switch self {
            case .startup, .shutdown: arguments.list(rawValue)
            case .alert, .block, .wallet: [arguments.string(rawValue, default: "")]
            }
        return all.filter { !$0.isEmpty }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// Replaces the marks, of two letters each, in one pass: what is filled in is not searched again.
    private static func fill(_ template: String, _ values: [String: String]) -> String {
        var result = ""
        var rest = template[...]
        while let first = rest.first {
            if let value = values[String(rest.prefix(2))] {
                result += value
                rest = rest.dropFirst(2)
            } else {
                result.append(first)
                rest = rest.dropFirst()
            }
        }
        return result
    }
}
