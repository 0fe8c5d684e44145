/// The type system (BIP379, "Correctness properties" and "Malleability"). In the rules x, y and z are the first three
/// expressions within.
extension MiniscriptType {
    /// The type of an expression; empty if the types within do not fit.
    static func of(
        _ fragment: MiniscriptFragment, number: UInt32, _ children: [MiniscriptType],
        _ context: MiniscriptContext
    ) -> MiniscriptType {
        let x = children.first ?? []
        let y = children.count > 1 ? children[1] : []
        let z = children.count > 2 ? children[2] : []
        let type: MiniscriptType =
            switch fragment {
            case .threshold: threshold(Int(number), children)
            case .andV: andV(x, y)
            case .andB: andB(x, y)
            case .orB: orB(x, y)
            case .orC: orC(x, y)
            case .orD: orD(x, y)
            case .orI: orI(x, y)
            case .andOr: andOr(x, y, z)
            case .alternative, .swap, .check, .dupIf, .verify, .nonZero, .zeroNotEqual:
                wrapper(fragment, x, context)
            default: leaf(fragment, number)
            }
        // Without a base type the rest means nothing.
        return type.isDisjoint(with: MiniscriptType("BVKW")) ? [] : type
    }

    private static func leaf(_ fragment: MiniscriptFragment, _ number: UInt32) -> MiniscriptType {
        switch fragment {
        case .keyCheck: MiniscriptType("Konudemsxk")
        case .keyHashCheck: MiniscriptType("Knudemsxk")
        case .older: MiniscriptType(number & Miniscript.timeFlag != 0 ? "gBzfmxk" : "hBzfmxk")
        case .after: MiniscriptType(number >= Miniscript.timeThreshold ? "iBzfmxk" : "jBzfmxk")
        case .sha256, .hash256, .ripemd160, .hash160: MiniscriptType("Bonudmk")
        case .one: MiniscriptType("Bzufmxk")
        case .zero: MiniscriptType("Bzudemsxk")
        case .multisig: MiniscriptType("Bnudemsk")
        case .multisigTapscript: MiniscriptType("Budemsk")
        default: []
        }
    }

    private static func wrapper(
        _ fragment: MiniscriptFragment, _ x: MiniscriptType, _ context: MiniscriptContext
    ) -> MiniscriptType {
        let locks = x.only("ghijk")
        switch fragment {
        case .alternative:
            return [when(x.has("B"), "W"), locks, x.only("udfems"), MiniscriptType("x")]
        case .swap: return [when(x.has("Bo"), "W"), locks, x.only("udfemsx")]
        case .check: return [when(x.has("K"), "B"), locks, x.only("ondfem"), MiniscriptType("us")]
        case .dupIf:
            // The 1 that is left is only sure to be minimal where a rule says so, not by policy.
            return [
                when(x.has("Vz"), "B"), when(x.has("z"), "o"), when(x.has("f"), "e"), locks, x.only("ms"),
                when(context == .tapscript, "u"), MiniscriptType("ndx"),
            ]
        case .verify: return [when(x.has("B"), "V"), locks, x.only("zonms"), MiniscriptType("fx")]
        case .nonZero:
            return [
                when(x.has("Bn"), "B"), when(x.has("f"), "e"), locks, x.only("oums"), MiniscriptType("ndx"),
            ]
        default: return [locks, x.only("Bzondfems"), MiniscriptType("ux")]
        }
    }

    private static func andV(_ x: MiniscriptType, _ y: MiniscriptType) -> MiniscriptType {
        let both = x.intersection(y)
        let either = x.union(y)
        return [
            y.only("KVB").when(x.has("V")), x.only("n"), y.only("n").when(x.has("z")),
            either.only("o").when(either.has("z")), both.only("mz"), either.only("s"),
            when(y.has("f") || x.has("s"), "f"), y.only("ux"), either.only("ghij"),
            when(both.has("k") && !mixesLocks(x, y), "k"),
        ]
    }

    private static func andB(_ x: MiniscriptType, _ y: MiniscriptType) -> MiniscriptType {
        let both = x.intersection(y)
        let either = x.union(y)
        return [
            x.only("B").when(y.has("W")), either.only("o").when(either.has("z")), x.only("n"),
            y.only("n").when(x.has("z")), both.only("e").when(both.has("s")), both.only("dzm"),
            when(both.has("f") || x.has("sf") || y.has("sf"), "f"), either.only("s"), MiniscriptType("ux"),
            either.only("ghij"), when(both.has("k") && !mixesLocks(x, y), "k"),
        ]
    }

    private static func orB(_ x: MiniscriptType, _ y: MiniscriptType) -> MiniscriptType {
        let both = x.intersection(y)
        let either = x.union(y)
        return [
            when(x.has("Bd") && y.has("Wd"), "B"), either.only("o").when(either.has("z")),
            both.only("m").when(either.has("s") && both.has("e")), both.only("zse"), MiniscriptType("dux"),
            either.only("ghij"), both.only("k"),
        ]
    }

    private static func orD(_ x: MiniscriptType, _ y: MiniscriptType) -> MiniscriptType {
        let both = x.intersection(y)
        let either = x.union(y)
        return [
            y.only("B").when(x.has("Bdu")), x.only("o").when(y.has("z")),
            both.only("m").when(x.has("e") && either.has("s")), both.only("zs"), y.only("ufde"),
            MiniscriptType("x"), either.only("ghij"), both.only("k"),
        ]
    }

    private static func orC(_ x: MiniscriptType, _ y: MiniscriptType) -> MiniscriptType {
        let both = x.intersection(y)
        let either = x.union(y)
        return [
            y.only("V").when(x.has("Bdu")), x.only("o").when(y.has("z")),
            both.only("m").when(x.has("e") && either.has("s")), both.only("zs"), MiniscriptType("fx"),
            either.only("ghij"), both.only("k"),
        ]
    }

    private static func orI(_ x: MiniscriptType, _ y: MiniscriptType) -> MiniscriptType {
        let both = x.intersection(y)
        let either = x.union(y)
        return [
            both.only("VBKufs"), when(both.has("z"), "o"), either.only("e").when(either.has("f")),
            both.only("m").when(either.has("s")), either.only("d"), MiniscriptType("x"), either.only("ghij"),
            both.only("k"),
        ]
    }

    private static func andOr(
        _ x: MiniscriptType, _ y: MiniscriptType, _ z: MiniscriptType
    ) -> MiniscriptType {
        let last = y.intersection(z)
        let all = x.intersection(last)
        let any = x.union(y).union(z)
        let unions = x.union(last)
        let isForced = x.has("s") || y.has("f")
        return [
            last.only("BKV").when(x.has("Bdu")), all.only("z"), unions.only("o").when(unions.has("z")),
            last.only("u"), z.only("f").when(isForced), z.only("d"), z.only("e").when(isForced),
            all.only("m").when(x.has("e") && any.has("s")), z.intersection(x.union(y)).only("s"),
            MiniscriptType("x"), any.only("ghij"), when(all.has("k") && !mixesLocks(x, y), "k"),
        ]
    }

    private static func threshold(_ required: Int, _ children: [MiniscriptType]) -> MiniscriptType {
        var arguments = 0
        var safe = 0
        var locks = MiniscriptType("k")
        for (index, type) in children.enumerated() {
            guard type.has(index == 0 ? "Bdu" : "Wdu") else { return [] }
            if type.has("s") { safe += 1 }
            arguments += type.has("z") ? 0 : type.has("o") ? 1 : 2
            // Two kinds of locks matter only if they may be needed together.
            let isMixed = required > 1 && mixesLocks(locks, type)
            let isClean = locks.has("k") && type.has("k") && !isMixed
            locks = [locks.union(type).only("ghij"), when(isClean, "k")]
        }
        let areUnique = children.allSatisfy { $0.has("e") }
        let areStable = children.allSatisfy { $0.has("m") }
        let count = children.count
        return [
            MiniscriptType("Bdu"), when(arguments == 0, "z"), when(arguments == 1, "o"),
            when(areUnique && safe == count, "e"),
            when(areUnique && areStable && safe >= count - required, "m"),
            when(safe >= count - required + 1, "s"), locks,
        ]
    }
}
