import BitcoinSupport

/// Reads a miniscript's text. What is still to be done is kept in a list: there is no recursion, and reading ends
/// as soon as the script would be too large.
struct MiniscriptParser {
    /// What is still to be done.
    private enum Task {
        /// Read an expression with the wrappers before it.
        case wrapped
        /// Read an expression.
        case expression
        /// Put the last expressions, as many as are told, into a function.
        case combine(MiniscriptFragment, Int)
        /// Put the last into `or_i(X,0)`, `and_v(X,1)`, or the last two into `andor(X,Y,0)`.
        case orZero, andOne, andOrZero
        /// Read on in a threshold of which some expressions were read, or end it.
        case threshold(count: Int, required: UInt32)
        case comma, close
    }

    private var rest: DescriptorSlice
    private var tasks = [Task.wrapped]
    private var builder: MiniscriptBuilder
    private var built: [Int] = []
    /// The bytes of the script at least. A byte of each leaf is counted with the function around it.
    private var scriptSize = 1
    private var keys: KeyExpressionParser
    /// The keys that were read, each with its variants.
    private var found: [[KeyExpression]] = []

    /// The expressions of a text and their keys; nil if it is no miniscript. It need not be a sane one.
    static func parse(
        _ text: DescriptorSlice, _ context: MiniscriptContext, keys: inout KeyExpressionParser
    ) throws(DescriptorError) -> (nodes: [MiniscriptNode], keys: [[KeyExpression]])? {
        var parser = MiniscriptParser(text, context, keys)
        guard try parser.run() else { return nil }
        keys = parser.keys
        return (parser.builder.nodes, parser.found)
    }

    private init(_ text: DescriptorSlice, _ context: MiniscriptContext, _ keys: KeyExpressionParser) {
        rest = text
        builder = MiniscriptBuilder(context: context)
        self.keys = keys
    }

    private mutating func key(_ slice: DescriptorSlice) throws(DescriptorError) -> Int {
        let context: KeyExpressionParser.Context =
            builder.context == .tapscript ? .taproot : .witnessScriptHash
        found.append(try keys.parse(slice, context))
        return found.count - 1
    }

    private mutating func run() throws(DescriptorError) -> Bool {
        while let task = tasks.popLast() {
            guard scriptSize <= builder.context.maximumScriptSize, try perform(task) else { return false }
        }
        return rest.isEmpty && built.count == 1
    }

    private mutating func perform(_ task: Task) throws(DescriptorError) -> Bool {
        switch task {
        case .wrapped: return readWrappers()
        case .expression: return try readExpression()
        case .comma: return rest.skip(",")
        case .close: return rest.skip(")")
        case .threshold(let count, let required): return continueThreshold(count, required)
        case .combine(let fragment, let count):
            if fragment == .verify, let last = built.last, builder.nodes[last].type.has("x") {
                scriptSize += 1
            }
            combine(fragment, count)
        case .orZero:
            built.append(builder.add(.zero))
            combine(.orI, 2)
        case .andOne:
            built.append(builder.add(.one))
            combine(.andV, 2)
        case .andOrZero:
            built.append(builder.add(.zero))
            combine(.andOr, 3)
        }
        return true
    }

    private mutating func combine(_ fragment: MiniscriptFragment, _ count: Int, number: UInt32 = 0) {
        let children = Array(built.suffix(count))
        built.removeLast(count)
        built.append(builder.add(fragment, number: number, children))
    }

    // MARK: Wrappers

    private mutating func readWrappers() -> Bool {
        tasks.append(.expression)
        guard let colon = rest.firstIndex(where: { !(0x61...0x7a).contains($0) }),
            colon > rest.startIndex, rest[colon] == UInt8(ascii: ":")
        else { return true }
        let letters = rest[..<colon]
        tasks.removeLast()
        var last: UInt8 = 0
        for letter in letters {
            // "vv" adds nothing to the size, and would never end.
            guard scriptSize <= builder.context.maximumScriptSize,
                !(letter == UInt8(ascii: "v") && last == letter), pushWrapper(letter)
            else { return false }
            last = letter
        }
        tasks.append(.expression)
        rest = rest[rest.index(after: colon)...]
        return true
    }

    private mutating func pushWrapper(_ letter: UInt8) -> Bool {
        let (task, size): (Task, Int)
        switch letter {
        case UInt8(ascii: "a"): (task, size) = (.combine(.alternative, 1), 2)
        case UInt8(ascii: "s"): (task, size) = (.combine(.swap, 1), 1)
        case UInt8(ascii: "c"): (task, size) = (.combine(.check, 1), 1)
        case UInt8(ascii: "d"): (task, size) = (.combine(.dupIf, 1), 3)
        case UInt8(ascii: "j"): (task, size) = (.combine(.nonZero, 1), 4)
        case UInt8(ascii: "n"): (task, size) = (.combine(.zeroNotEqual, 1), 1)
        case UInt8(ascii: "v"): (task, size) = (.combine(.verify, 1), 0)
        case UInt8(ascii: "u"): (task, size) = (.orZero, 4)
        case UInt8(ascii: "t"): (task, size) = (.andOne, 1)
        case UInt8(ascii: "l"):
            built.append(builder.add(.zero))
            (task, size) = (.combine(.orI, 2), 4)
        default: return false
        }
        tasks.append(task)
        scriptSize += size
        return true
    }

    // MARK: Expressions

    private mutating func readExpression() throws(DescriptorError) -> Bool {
        if rest.skip("0") {
            built.append(builder.add(.zero))
            return true
        }
        if rest.skip("1") {
            built.append(builder.add(.one))
            return true
        }
        if let isRead = try readKeys() { return isRead }
        if let isRead = readHash() ?? readLock() { return isRead }
        return readFunction()
    }

    private mutating func readKeys() throws(DescriptorError) -> Bool? {
        let push = builder.context.keySize - 1
        if rest.starts(with: "pk(") { return try readKey("pk", .keyCheck, isChecked: true, push + 1) }
        if rest.starts(with: "pkh(") { return try readKey("pkh", .keyHashCheck, isChecked: true, 24) }
        if rest.starts(with: "pk_k(") { return try readKey("pk_k", .keyCheck, isChecked: false, push) }
        if rest.starts(with: "pk_h(") { return try readKey("pk_h", .keyHashCheck, isChecked: false, 23) }
        if rest.skip("multi(") { return try readMultisig(.multisig) }
        if rest.skip("multi_a(") { return try readMultisig(.multisigTapscript) }
        return nil
    }

    private mutating func readKey(
        _ name: StaticString, _ fragment: MiniscriptFragment, isChecked: Bool, _ size: Int
    ) throws(DescriptorError) -> Bool {
        guard let argument = rest.takeExpression().argument(of: name) else { return false }
        let node = builder.add(fragment, keys: [try key(argument)])
        built.append(isChecked ? builder.add(.check, [node]) : node)
        scriptSize += size
        return true
    }

    private mutating func readHash() -> Bool? {
        if rest.starts(with: "sha256(") { return readHash("sha256", .sha256, 32) }
        if rest.starts(with: "hash256(") { return readHash("hash256", .hash256, 32) }
        if rest.starts(with: "ripemd160(") { return readHash("ripemd160", .ripemd160, 20) }
        if rest.starts(with: "hash160(") { return readHash("hash160", .hash160, 20) }
        return nil
    }

    private mutating func readHash(
        _ name: StaticString, _ fragment: MiniscriptFragment, _ count: Int
    ) -> Bool {
        guard let argument = rest.takeExpression().argument(of: name), let hash = Hex.decode(argument.text),
            hash.count == count
        else { return false }
        built.append(builder.add(fragment, hash: hash))
        scriptSize += 6 + count
        return true
    }

    private mutating func readLock() -> Bool? {
        if rest.starts(with: "after(") { return readLock("after", .after) }
        if rest.starts(with: "older(") { return readLock("older", .older) }
        return nil
    }

    private mutating func readLock(_ name: StaticString, _ fragment: MiniscriptFragment) -> Bool {
        guard let argument = rest.takeExpression().argument(of: name),
            let number = UInt32(decimal: argument.text), (1..<0x8000_0000).contains(number)
        else { return false }
        built.append(builder.add(fragment, number: number))
        scriptSize += builder.nodes[builder.nodes.count - 1].scriptSize - 1
        return true
    }

    /// Reads up to a comma within these brackets.
    private mutating func readThreshold() -> UInt32? {
        guard let end = rest.firstIndex(where: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ")") }),
            rest[end] == UInt8(ascii: ","), let number = UInt32(decimal: rest[..<end].text)
        else { return nil }
        rest = rest[rest.index(after: end)...]
        return number
    }

    private mutating func readMultisig(_ fragment: MiniscriptFragment) throws(DescriptorError) -> Bool {
        let isTapscript = fragment == .multisigTapscript
        guard isTapscript == (builder.context == .tapscript), let required = readThreshold() else {
            return false
        }
        var keys: [Int] = []
        var isLast = false
        while !isLast {
            // Keys are told by commas and the closing bracket alone.
            guard let end = rest.firstIndex(where: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ")") }),
                end > rest.startIndex
            else { return false }
            isLast = rest[end] == UInt8(ascii: ")")
            keys.append(try key(rest[..<end]))
            rest = rest[rest.index(after: end)...]
        }
        guard keys.count <= (isTapscript ? 999 : ScriptLimits.multisigKeys),
            (1...UInt32(keys.count)).contains(required)
        else { return false }
        built.append(builder.add(fragment, number: required, keys: keys))
        scriptSize += builder.nodes[builder.nodes.count - 1].scriptSize - 1
        return true
    }

    // MARK: Functions of expressions

    private mutating func readFunction() -> Bool {
        if rest.skip("thresh(") {
            guard let required = readThreshold(), required >= 1 else { return false }
            tasks += [.threshold(count: 1, required: required), .wrapped]
            scriptSize += 2
            return true
        }
        if rest.skip("andor(") { return push(.combine(.andOr, 3), 5, expressions: 3) }
        if rest.skip("and_n(") { return push(.andOrZero, 5, expressions: 2) }
        if rest.skip("and_b(") { return push(.combine(.andB, 2), 2, expressions: 2) }
        if rest.skip("and_v(") { return push(.combine(.andV, 2), 1, expressions: 2) }
        if rest.skip("or_b(") { return push(.combine(.orB, 2), 2, expressions: 2) }
        if rest.skip("or_c(") { return push(.combine(.orC, 2), 3, expressions: 2) }
        if rest.skip("or_d(") { return push(.combine(.orD, 2), 4, expressions: 2) }
        if rest.skip("or_i(") { return push(.combine(.orI, 2), 4, expressions: 2) }
        return false
    }

    private mutating func push(_ task: Task, _ size: Int, expressions: Int) -> Bool {
        tasks += [task, .close]
        for position in 0..<expressions {
            if position > 0 { tasks.append(.comma) }
            tasks.append(.wrapped)
        }
        scriptSize += size
        return true
    }

    private mutating func continueThreshold(_ count: Int, _ required: UInt32) -> Bool {
        if rest.skip(",") {
            tasks += [.threshold(count: count + 1, required: required), .wrapped]
            scriptSize += 2
            return true
        }
        guard rest.skip(")"), required <= count else { return false }
        combine(.threshold, count, number: required)
        return true
    }
}
