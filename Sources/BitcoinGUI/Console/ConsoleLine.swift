import BitcoinSupport

/// A line of the console as a command and its arguments.
public struct ConsoleLine: Sendable, Equatable {
    /// The command.
    public var method: String
    /// Its arguments, as they were written.
    public var words: [String]

    /// Commands whose arguments are secrets, in no place to be remembered.
    static let secretCommands: Set<String> = [
        "createwallet", "createwalletdescriptor", "encryptwallet", "importdescriptors", "importprivkey",
        "migratewallet", "sethdseed", "signmessagewithprivkey", "signrawtransactionwithkey",
        "walletpassphrase", "walletpassphrasechange",
    ]

    /// Why a line cannot be read.
    public enum Mistake: Error, CustomStringConvertible {
        /// A quotation mark or bracket has no end.
        case unbalanced

        /// In words for the user.
        public var description: String { "Parse error: unbalanced ' or \"" }
    }

    /// Reads a line: words between spaces, commas or brackets, with quotation marks around those that have spaces; JSON may
    /// be written as it is. `nil` for an empty line.
    public init?(_ text: String) throws(Mistake) {
        var words: [String] = []
        var word = ""
        var isWord = false
        var quote: Character?
        var depth = 0
        var previous: Character = " "
        for character in text {
            defer { previous = character }
            if let mark = quote {
                if character == mark, previous != "\\" { quote = nil }
                // Within JSON the marks belong to it.
                if character != mark || depth > 0 || (mark == "\"" && previous == "\\") {
                    word.append(character)
                }
            } else if character == "\"" || (character == "'" && depth == 0) {
                quote = character
                isWord = true
                if depth > 0 { word.append(character) }
            } else if depth == 0, character.isWhitespace {
                if isWord { words.append(word) }
                word = ""
                isWord = false
            } else {
                if "[{".contains(character) { depth += 1 }
                if "]}".contains(character) { depth -= 1 }
                word.append(character)
                isWord = true
            }
        }
        guard quote == nil, depth == 0 else { throw .unbalanced }
        if isWord { words.append(word) }
        guard let method = words.first else { return nil }
        self.method = method
        self.words = Array(words.dropFirst())
    }

    /// Whether its arguments are secrets.
    public var isSecret: Bool { Self.secretCommands.contains(method) }

    /// The line as it may be remembered and shown.
    public func shown(_ text: String) -> String {
        isSecret ? "\(method)(…)" : text
    }
}

/// The lines that were entered before.
public struct ConsoleHistory: Sendable {
    private var lines: [String] = []
    private var place = 0

    /// How many lines are kept.
    static let capacity = 50

    /// Nothing was entered.
    public init() {}

    /// Remembers a line.
    public mutating func add(_ line: String) {
        if lines.last != line { lines.append(line) }
        if lines.count > Self.capacity { lines.removeFirst() }
        place = lines.count
    }

    /// The line before the one that is shown.
    public mutating func previous() -> String? {
        guard place > 0 else { return nil }
        place -= 1
        return lines[place]
    }

    /// The line after the one that is shown; empty after the last.
    public mutating func next() -> String? {
        guard place < lines.count else { return nil }
        place += 1
        return place < lines.count ? lines[place] : ""
    }
}
