import BitcoinCrypto
import BitcoinPrimitives

/// Finds the keys that scripts hold, and gives them indices.
protocol MiniscriptKeyFinder {
    /// The index of a key of 33, or in tapscript 32, bytes; nil if it cannot be one.
    mutating func key(_ bytes: [UInt8]) -> Int?
    /// The index of the key with this hash; nil if it is not known.
    mutating func key(hash: Bytes20) -> Int?
    /// For each key a number, the same for keys that are the same.
    var identities: [Int] { get }
}

extension Miniscript {
    /// Reads a script; nil if it is none that a well-typed miniscript gives.
    init?<Finder: MiniscriptKeyFinder>(
        _ script: Script, _ context: MiniscriptContext, keys: inout Finder
    ) {
        guard script.count <= context.maximumScriptSize,
            let instructions = MiniscriptInstruction.reversed(script)
        else { return nil }
        var decoder = MiniscriptDecoder(instructions, context, keys)
        let nodes = decoder.run()
        // Also of what could not be read it is told which keys are missing for that.
        keys = decoder.keys
        guard let nodes else { return nil }
        self.init(context: context, nodes: nodes, identities: keys.identities)
        guard isValidTopLevel else { return nil }
    }
}

/// Reads a script from its end, where functions name themselves. What is still to be done is kept in a list.
struct MiniscriptDecoder<Keys: MiniscriptKeyFinder> {
    /// What is still to be done.
    private enum Task {
        /// Read an expression of type B, K or V; `and_v` is left to those around it.
        case single
        /// Read one or several of those, joined by `and_v`.
        case several
        /// Read an expression of type W.
        case wrapped
        /// Join what comes before, if it can be an expression.
        case maybeAnd
        case swap, alternative
        case combine(MiniscriptFragment, Int)
        case andOr
        case thresholdNext(count: Int, required: UInt32)
        case thresholdEnd(count: Int, required: UInt32)
        case endIf, endIfNotIf, endIfElse
    }

    private var rest: ArraySlice<MiniscriptInstruction>
    private var tasks = [Task.several]
    private var builder: MiniscriptBuilder
    private var built: [Int] = []
    private(set) var keys: Keys

    init(_ instructions: [MiniscriptInstruction], _ context: MiniscriptContext, _ keys: Keys) {
        rest = instructions[...]
        builder = MiniscriptBuilder(context: context)
        self.keys = keys
    }

    mutating func run() -> [MiniscriptNode]? {
        while let task = tasks.popLast() {
            // What is not well typed stays so.
            if let last = built.last {
                let node = builder.nodes[last]
                guard !node.type.isEmpty, node.scriptSize <= builder.context.maximumScriptSize else {
                    return nil
                }
            }
            guard perform(task) else { return nil }
        }
        return rest.isEmpty && built.count == 1 ? builder.nodes : nil
    }

    private func opcode(_ offset: Int) -> Opcode? {
        let index = rest.startIndex + offset
        return index < rest.endIndex ? rest[index].opcode : nil
    }

    private func data(_ offset: Int) -> [UInt8] {
        let index = rest.startIndex + offset
        return index < rest.endIndex ? rest[index].data : []
    }

    private func number(_ offset: Int) -> Int64? {
        let index = rest.startIndex + offset
        return index < rest.endIndex ? rest[index].number : nil
    }

    private mutating func skip(_ opcode: Opcode) -> Bool {
        guard self.opcode(0) == opcode else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func append(
        _ fragment: MiniscriptFragment, number: UInt32 = 0, keys: [Int] = [], hash: [UInt8] = [],
        taking count: Int
    ) -> Bool {
        built.append(builder.add(fragment, number: number, keys: keys, hash: hash))
        rest.removeFirst(count)
        return true
    }

    /// Puts the last expressions into a function. They were read from the end, so the last is its first.
    private mutating func combine(_ fragment: MiniscriptFragment, _ count: Int, number: UInt32 = 0) -> Bool {
        guard built.count >= count else { return false }
        let children = Array(built.suffix(count).reversed())
        built.removeLast(count)
        built.append(builder.add(fragment, number: number, children))
        return true
    }

    private mutating func perform(_ task: Task) -> Bool {
        switch task {
        case .single: return readSingle()
        case .several: tasks += [.maybeAnd, .single]
        case .wrapped:
            guard !rest.isEmpty else { return false }
            tasks += [skip(.fromAltStack) ? .alternative : .swap, .several]
        case .maybeAnd:
            // None of these ends an expression.
            let isOther =
                opcode(0).map { [.if, .else, .notIf, .toAltStack, .swap].contains($0) } ?? true
            if !isOther { tasks += [.combine(.andV, 2), .several] }
        case .swap: return skip(.swap) && combine(.swap, 1)
        case .alternative: return skip(.toAltStack) && combine(.alternative, 1)
        case .combine(let fragment, let count): return combine(fragment, count)
        case .andOr: return combineAndOr()
        case .thresholdNext(let count, let required):
            guard !rest.isEmpty else { return false }
            tasks +=
                skip(.add)
                ? [.thresholdNext(count: count + 1, required: required), .wrapped]
                : [.thresholdEnd(count: count + 1, required: required), .single]
        case .thresholdEnd(let count, let required):
            return required >= 1 && required <= count && combine(.threshold, count, number: required)
        case .endIf: return readEndIf()
        case .endIfNotIf:
            guard !rest.isEmpty else { return false }
            tasks += [.combine(skip(.ifDup) ? .orD : .orC, 2), .single]
        case .endIfElse: return readElse()
        }
        return true
    }

    // MARK: Expressions

    private mutating func readSingle() -> Bool {
        guard let first = opcode(0) else { return false }
        if first == .one { return append(.one, taking: 1) }
        if first == .zero { return append(.zero, taking: 1) }
        if data(0).count == 33 || data(0).count == 32 {
            guard let key = keys.key(data(0)) else { return false }
            return append(.keyCheck, keys: [key], taking: 1)
        }
        if let isRead = readKeyHash() ?? readLock() ?? readHash() { return isRead }
        if first == .checkMultiSig, rest.count >= 3 { return readMultisig() }
        if first == .numEqual, rest.count >= 4 { return readTapscriptMultisig() }
        return readFunction(first)
    }

    private mutating func readKeyHash() -> Bool? {
        guard opcode(0) == .verify, opcode(1) == .equal, opcode(3) == .hash160, opcode(4) == .dup,
            let hash = Bytes20(data(2))
        else { return nil }
        guard let key = keys.key(hash: hash) else { return false }
        return append(.keyHashCheck, keys: [key], taking: 5)
    }

    private mutating func readLock() -> Bool? {
        let fragment: MiniscriptFragment
        switch opcode(0) {
        case .checkSequenceVerify: fragment = .older
        case .checkLockTimeVerify: fragment = .after
        default: return nil
        }
        guard let number = number(1) else { return nil }
        guard (1..<0x8000_0000).contains(number) else { return false }
        return append(fragment, number: UInt32(number), taking: 2)
    }

    private mutating func readHash() -> Bool? {
        guard opcode(0) == .equal, opcode(3) == .verify, opcode(4) == .equal, number(5) == 32,
            opcode(6) == .size
        else { return nil }
        let hash = data(1)
        switch (opcode(2), hash.count) {
        case (.sha256, 32): return append(.sha256, hash: hash, taking: 7)
        case (.hash256, 32): return append(.hash256, hash: hash, taking: 7)
        case (.ripemd160, 20): return append(.ripemd160, hash: hash, taking: 7)
        case (.hash160, 20): return append(.hash160, hash: hash, taking: 7)
        default: return nil
        }
    }

    private mutating func readMultisig() -> Bool {
        guard builder.context != .tapscript, let count = number(1), (1...20).contains(count),
            rest.count >= 3 + Int(count)
        else { return false }
        var found: [Int] = []
        for offset in 2..<2 + Int(count) {
            guard data(offset).count == 33, let key = keys.key(data(offset)) else { return false }
            found.append(key)
        }
        guard let required = number(2 + Int(count)), (1...count).contains(required) else { return false }
        return append(.multisig, number: UInt32(required), keys: found.reversed(), taking: 3 + Int(count))
    }

    private mutating func readTapscriptMultisig() -> Bool {
        guard builder.context == .tapscript, let required = number(1), (1...999).contains(required) else {
            return false
        }
        var found: [Int] = []
        var offset = 2
        while true {
            guard let vote = opcode(offset), vote == .checkSig || vote == .checkSigAdd, found.count < 999,
                data(offset + 1).count == 32, let key = keys.key(data(offset + 1))
            else { return false }
            found.append(key)
            offset += 2
            if vote == .checkSig { break }
        }
        guard found.count >= required else { return false }
        return append(
            .multisigTapscript, number: UInt32(required), keys: found.reversed(), taking: offset)
    }

    private mutating func readFunction(_ first: Opcode) -> Bool {
        // and_v commutes with these: it is read around them.
        switch first {
        case .checkSig: tasks += [.combine(.check, 1), .single]
        case .verify: tasks += [.combine(.verify, 1), .single]
        case .notEqualZero: tasks += [.combine(.zeroNotEqual, 1), .single]
        case .equal:
            guard rest.count >= 3, let required = number(1), (1..<0x8000_0000).contains(required) else {
                return false
            }
            rest.removeFirst()
            tasks.append(.thresholdNext(count: 0, required: UInt32(required)))
        case .endIf: tasks += [.endIf, .several]
        case .boolAnd: tasks += [.combine(.andB, 2), .single, .wrapped]
        case .boolOr: tasks += [.combine(.orB, 2), .single, .wrapped]
        default: return false
        }
        rest.removeFirst()
        return true
    }

    // MARK: Conditions

    private mutating func readEndIf() -> Bool {
        if skip(.else) {
            tasks += [.endIfElse, .several]
        } else if skip(.notIf) {
            tasks.append(.endIfNotIf)
        } else if skip(.if) {
            if skip(.dup) {
                tasks.append(.combine(.dupIf, 1))
            } else if skip(.notEqualZero), skip(.size) {
                tasks.append(.combine(.nonZero, 1))
            } else {
                return false
            }
        } else {
            return false
        }
        return true
    }

    private mutating func readElse() -> Bool {
        if skip(.if) { return combine(.orI, 2) }
        guard skip(.notIf) else { return false }
        tasks += [.andOr, .single]
        return true
    }

    /// The script has the third expression before the second.
    private mutating func combineAndOr() -> Bool {
        guard built.count >= 3 else { return false }
        let parts = Array(built.suffix(3))
        built.removeLast(3)
        built.append(builder.add(.andOr, [parts[2], parts[0], parts[1]]))
        return true
    }
}
