import BitcoinPrimitives

extension ScriptInterpreter {
    /// Comparison and arithmetic. Operands have up to four bytes, results may have five.
    mutating func executeNumeric(_ opcode: Opcode) throws(ScriptError) {
        switch opcode.rawValue {
        case 0x87, 0x88: try executeEqual(verifies: opcode == .equalVerify)
        case 0x8b, 0x8c, 0x8f...0x92: try executeUnary(opcode)
        case 0x93, 0x94, 0x9a...0xa4: try executeBinary(opcode)
        case 0xa5:
            try require(3)
            let value = try number(2)
            let isWithin = try number(1) <= value
            let isBelow = try value < number(0)
            stack.pop(3)
            stack.push(isWithin && isBelow)
        default: throw .badOpcode
        }
    }

    private mutating func executeEqual(verifies: Bool) throws(ScriptError) {
        try require(2)
        let isEqual = stack.topTwoAreEqual()
        if verifies {
            guard isEqual else { throw .equalVerify }
            stack.pop(2)
        } else {
            stack.pop(2)
            stack.push(isEqual)
        }
    }

    private mutating func executeUnary(_ opcode: Opcode) throws(ScriptError) {
        try require(1)
        let value = try number(0)
        let result: Int64 =
            switch opcode {
            case .addOne: value + 1
            case .subtractOne: value - 1
            case .negate: -value
            case .abs: abs(value)
            case .not: value == 0 ? 1 : 0
            default: value != 0 ? 1 : 0
            }
        stack.pop()
        stack.push(number: result)
    }

    private mutating func executeBinary(_ opcode: Opcode) throws(ScriptError) {
        try require(2)
        let a = try number(1)
        let b = try number(0)
        let result: Int64 =
            switch opcode {
            case .add: a + b
            case .subtract: a - b
            case .boolAnd: a != 0 && b != 0 ? 1 : 0
            case .boolOr: a != 0 || b != 0 ? 1 : 0
            case .numEqual, .numEqualVerify: a == b ? 1 : 0
            case .numNotEqual: a != b ? 1 : 0
            case .lessThan: a < b ? 1 : 0
            case .greaterThan: a > b ? 1 : 0
            case .lessThanOrEqual: a <= b ? 1 : 0
            case .greaterThanOrEqual: a >= b ? 1 : 0
            case .min: min(a, b)
            default: max(a, b)
            }
        stack.pop(2)
        if opcode == .numEqualVerify {
            guard result == 1 else { throw .numEqualVerify }
        } else {
            stack.push(number: result)
        }
    }
}
