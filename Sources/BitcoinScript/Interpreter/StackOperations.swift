import BitcoinPrimitives

extension ScriptInterpreter {
    /// Everything that moves items about.
    mutating func executeStack(_ opcode: Opcode) throws(ScriptError) {
        switch opcode {
        case .toAltStack:
            try require(1)
            stack.moveToAlternative()
        case .fromAltStack:
            guard stack.alternativeCount > 0 else { throw .invalidAltstackOperation }
            stack.moveFromAlternative()
        case .twoDrop:
            try require(2)
            stack.pop(2)
        case .twoDup:
            try require(2)
            for _ in 0..<2 { stack.duplicate(1) }
        case .threeDup:
            try require(3)
            for _ in 0..<3 { stack.duplicate(2) }
        case .twoOver:
            try require(4)
            for _ in 0..<2 { stack.duplicate(3) }
        case .twoRot:
            try require(6)
            for _ in 0..<2 { stack.roll(5) }
        case .twoSwap:
            try require(4)
            stack.swap(3, 1)
            stack.swap(2, 0)
        case .ifDup:
            try require(1)
            if stack.isTrue() { stack.duplicate(0) }
        case .depth:
            stack.push(number: Int64(stack.count))
        case .drop:
            try require(1)
            stack.pop()
        case .dup:
            try require(1)
            stack.duplicate(0)
        case .nip:
            try require(2)
            stack.remove(1)
        case .over:
            try require(2)
            stack.duplicate(1)
        case .pick, .roll:
            try executePick(removes: opcode == .roll)
        case .rot:
            try require(3)
            stack.roll(2)
        case .swap:
            try require(2)
            stack.swap(1, 0)
        case .tuck:
            try require(2)
            stack.tuck()
        case .size:
            try require(1)
            stack.push(number: Int64(stack.size(at: 0)))
        default: throw .badOpcode
        }
    }

    private mutating func executePick(removes: Bool) throws(ScriptError) {
        try require(2)
        let depth = try number(0)
        stack.pop()
        guard depth >= 0, depth < stack.count else { throw .invalidStackOperation }
        if removes {
            stack.roll(Int(depth))
        } else {
            stack.duplicate(Int(depth))
        }
    }
}
