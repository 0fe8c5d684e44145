extension MiniscriptBuilder.Parts {
    /// What running it does to the stack.
    var stack: StackBounds {
        switch fragment {
        case .zero: return StackBounds(.impossible, .push)
        case .one, .older, .after: return StackBounds(.push, .impossible)
        case .keyCheck: return StackBounds(.push, .push)
        case .keyHashCheck:
            // OP_DUP OP_HASH160 <hash> OP_EQUALVERIFY
            let trace = StackTrace.push + .nothing + .push + .equalVerify
            return StackBounds(trace, trace)
        case .sha256, .hash256, .ripemd160, .hash160:
            // OP_SIZE <32> OP_EQUALVERIFY OP_SHA256 <hash> OP_EQUAL
            return StackBounds(.push + .push + .equalVerify + .nothing + .push + .binary, .impossible)
        case .multisig:
            // From a zero and the signatures to one item, with all keys and both numbers in between.
            let trace = StackTrace(number, number + keyCount + 2)
            return StackBounds(trace, trace)
        case .multisigTapscript:
            // From a signature for each key to one item, with one key at a time.
            let trace = StackTrace(keyCount - 1, keyCount)
            return StackBounds(trace, trace)
        case .alternative, .zeroNotEqual, .swap, .check, .dupIf, .verify, .nonZero:
            return wrapper(children[0].stack)
        case .threshold: return threshold
        default: return combination(children.map(\.stack))
        }
    }

    private func wrapper(_ x: StackBounds) -> StackBounds {
        switch fragment {
        case .check: StackBounds(x.satisfied + .binary, x.dissatisfied + .binary)
        case .dupIf:
            StackBounds(.push + .condition + x.satisfied, .push + .condition)
        case .verify: StackBounds(x.satisfied + .binary, .impossible)
        case .nonZero:
            StackBounds(.push + .nothing + .condition + x.satisfied, .push + .nothing + .condition)
        default: x
        }
    }

    private func combination(_ inner: [StackBounds]) -> StackBounds {
        let (x, y) = (inner[0], inner[1])
        switch fragment {
        case .andV: return StackBounds(x.satisfied + y.satisfied, .impossible)
        case .andB:
            return StackBounds(
                x.satisfied + y.satisfied + .binary, x.dissatisfied + y.dissatisfied + .binary)
        case .orB:
            return StackBounds(
                ((x.satisfied + y.dissatisfied) | (x.dissatisfied + y.satisfied)) + .binary,
                x.dissatisfied + y.dissatisfied + .binary)
        case .orC:
            return StackBounds(
                (x.satisfied + .condition) | (x.dissatisfied + .condition + y.satisfied), .impossible)
        case .orD:
            // OP_IFDUP doubles what is true only.
            return StackBounds(
                (x.satisfied + .push + .condition) | (x.dissatisfied + .condition + y.satisfied),
                x.dissatisfied + .condition + y.dissatisfied)
        case .orI:
            return StackBounds(
                .condition + (x.satisfied | y.satisfied), .condition + (x.dissatisfied | y.dissatisfied))
        default:
            let z = inner[2]
            return StackBounds(
                (x.satisfied + .condition + y.satisfied) | (x.dissatisfied + .condition + z.satisfied),
                x.dissatisfied + .condition + z.dissatisfied)
        }
    }

    private var threshold: StackBounds {
        // The ways to each number of satisfied expressions, up to the threshold.
        var ways = [StackTrace.nothing]
        for (index, child) in children.map(\.stack).enumerated() {
            let sum = index == 0 ? StackTrace.nothing : .binary
            var next = ways.map { $0 + child.dissatisfied + sum }
            for count in 0..<ways.count where count < number {
                let way = ways[count] + child.satisfied + sum
                if count + 1 < next.count {
                    next[count + 1] = next[count + 1] | way
                } else {
                    next.append(way)
                }
            }
            ways = next
        }
        let end = StackTrace.push + .binary
        return StackBounds((number < ways.count ? ways[number] : .impossible) + end, ways[0] + end)
    }
}
