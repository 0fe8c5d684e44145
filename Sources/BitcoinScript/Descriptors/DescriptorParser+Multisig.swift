extension DescriptorParser {
    /// The most keys of `OP_CHECKMULTISIG`, and those of `multi_a` (the items of a stack).
    private static let maximumKeys = (multisig: ScriptLimits.multisigKeys, tapscript: 999)

    mutating func multisig(
        _ slice: DescriptorSlice, _ context: Context
    ) throws(DescriptorError) -> [DescriptorNode]? {
        if let argument = slice.argument(of: "multi") {
            return try multisig(argument, context, isSorted: false, isTapscript: false)
        }
        if let argument = slice.argument(of: "sortedmulti") {
            return try multisig(argument, context, isSorted: true, isTapscript: false)
        }
        if let argument = slice.argument(of: "multi_a") {
            return try multisig(argument, context, isSorted: false, isTapscript: true)
        }
        if let argument = slice.argument(of: "sortedmulti_a") {
            return try multisig(argument, context, isSorted: true, isTapscript: true)
        }
        return nil
    }

    private mutating func multisig(
        _ argument: DescriptorSlice, _ context: Context, isSorted: Bool, isTapscript: Bool
    ) throws(DescriptorError) -> [DescriptorNode] {
        try Self.require(
            (context == .taproot) == isTapscript,
            isTapscript
                ? "Can only have multi_a/sortedmulti_a inside tr()"
                : "Can only have multi/sortedmulti at top level, in sh(), or in wsh()")
        var rest = argument
        let threshold = rest.takeExpression().text
        guard let required = UInt32(decimal: threshold) else {
            throw DescriptorError("Multi threshold '\(threshold)' is not valid")
        }
        var variants: [[KeyExpression]] = []
        while !rest.isEmpty {
            try Self.require(rest.skip(","), "Multi: expected ',', got '\(rest.firstCharacter)'")
            variants.append(try key(rest.takeExpression(), context, "Multi: "))
        }
        try Self.check(required, variants, context, isTapscript: isTapscript)
        let count = variants.map(\.count).max() ?? 1
        guard let aligned = Multipath.aligned(variants, to: count) else {
            throw DescriptorError("multi(): Multipath derivation paths have mismatched lengths")
        }
        return (0..<count).map { variant in
            .multisig(
                .init(
                    required: Int(required), keys: aligned.map { $0[variant] }, isSorted: isSorted,
                    isTapscript: isTapscript))
        }
    }

    private static func check(
        _ required: UInt32, _ keys: [[KeyExpression]], _ context: Context, isTapscript: Bool
    ) throws(DescriptorError) {
        let maximum = isTapscript ? maximumKeys.tapscript : maximumKeys.multisig
        try require(
            (1...maximum).contains(keys.count),
            "Cannot have \(keys.count) keys in \(isTapscript ? "multi_a" : "multisig"); must have between 1 and "
                + "\(maximum) keys, inclusive")
        try require(required >= 1, "Multisig threshold cannot be \(required), must be at least 1")
        try require(
            required <= keys.count,
            "Multisig threshold cannot be larger than the number of keys; threshold is \(required) but only "
                + "\(keys.count) keys specified")
        try require(
            context != .top || keys.count <= 3,
            "Cannot have \(keys.count) pubkeys in bare multisig; only at most 3 pubkeys")
        guard context == .scriptHash else { return }
        // BIP16: the script is pushed, and no push is longer.
        let size = keys.reduce(3) { $0 + $1[0].size + 1 }
        try require(
            size <= ScriptLimits.elementSize,
            "P2SH script is too large, \(size) bytes is larger than \(ScriptLimits.elementSize) bytes")
    }
}
