extension JSONValue {
    /// The deepest nesting that is read, as UniValue.
    public static let maximumDepth = 512

    /// Reads one JSON value that fills the whole text.
    public init(parsing text: some StringProtocol) throws(JSONError) {
        var parser = JSONParser(scanner: JSONScanner(text))
        self = try parser.document()
    }

    /// Reads one JSON value that fills all the bytes.
    public init(parsing bytes: [UInt8]) throws(JSONError) {
        var parser = JSONParser(scanner: JSONScanner(bytes: bytes))
        self = try parser.document()
    }
}

/// Builds a value from tokens, with a stack of its own rather than recursion, so that hostile nesting costs
/// no machine stack.
private struct JSONParser {
    /// An array or object that is not closed yet. Grown in place: a copy per element would be quadratic.
    private struct Container {
        let isObject: Bool
        var elements: [JSONValue] = []
        var members = JSONObject()
        /// The name whose value is being read.
        var name = ""

        var value: JSONValue { isObject ? .object(members) : .array(elements) }
    }

    var scanner: JSONScanner
    private var stack: [Container] = []

    init(scanner: JSONScanner) {
        self.scanner = scanner
    }

    mutating func document() throws(JSONError) -> JSONValue {
        var finished = try value(startingWith: try token())
        while let isObject = stack.last?.isObject {
            if let value = finished {
                finished = try add(value, toObject: isObject)
            } else {
                finished = try firstElement(ofObject: isObject)
            }
        }
        guard let finished, try scanner.next() == nil else { throw .malformed }
        return finished
    }

    private mutating func token() throws(JSONError) -> JSONScanner.Token {
        guard let token = try scanner.next() else { throw .malformed }
        return token
    }

    /// A scalar gives its value; an opening bracket goes on the stack and gives `nil`.
    private mutating func value(startingWith token: JSONScanner.Token) throws(JSONError) -> JSONValue? {
        switch token {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .number(let text): return .number(JSONNumber(checked: text))
        case .string(let text): return .string(text)
        case .openArray, .openObject:
            guard stack.count < JSONValue.maximumDepth else { throw .malformed }
            stack.append(Container(isObject: token == .openObject))
            return nil
        case .closeArray, .closeObject, .colon, .comma: throw .malformed
        }
    }

    /// What comes directly after an opening bracket.
    private mutating func firstElement(ofObject isObject: Bool) throws(JSONError) -> JSONValue? {
        let token = try token()
        if token == (isObject ? .closeObject : .closeArray) { return stack.removeLast().value }
        return try isObject ? member(startingWith: token) : value(startingWith: token)
    }

    /// Puts a finished value into its container and goes on to what follows it.
    private mutating func add(_ value: JSONValue, toObject isObject: Bool) throws(JSONError) -> JSONValue? {
        let top = stack.count - 1
        if isObject {
            stack[top].members.append(stack[top].name, value)
        } else {
            stack[top].elements.append(value)
        }
        switch try token() {
        case .closeArray where !isObject: return stack.removeLast().value
        case .closeObject where isObject: return stack.removeLast().value
        case .comma:
            let next = try token()
            return try isObject ? member(startingWith: next) : self.value(startingWith: next)
        default: throw .malformed
        }
    }

    private mutating func member(startingWith token: JSONScanner.Token) throws(JSONError) -> JSONValue? {
        guard case .string(let name) = token, try scanner.next() == .colon else { throw .malformed }
        stack[stack.count - 1].name = name
        return try value(startingWith: try self.token())
    }
}
