extension DescriptorParser {
    /// `tr(key)` and `tr(key,tree)` (BIP386).
    mutating func taproot(
        _ slice: DescriptorSlice, _ context: Context
    ) throws(DescriptorError) -> [DescriptorNode]? {
        guard var rest = slice.argument(of: "tr") else { return nil }
        try Self.require(context == .top, "Can only have tr at top level")
        let keys = try key(rest.takeExpression(), .taproot, "tr(): ")
        var leaves: [(depth: Int, variants: [DescriptorNode])] = []
        if !rest.isEmpty {
            try Self.require(rest.skip(","), "tr: expected ',', got '\(rest.firstCharacter)'")
            leaves = try tree(&rest)
        }
        let count = max(keys.count, leaves.map(\.variants.count).max() ?? 1)
        guard let aligned = Multipath.aligned(leaves.map(\.variants), to: count) else {
            throw DescriptorError("tr(): Multipath subscripts have mismatched lengths")
        }
        guard let internalKeys = Multipath.aligned([keys], to: count) else {
            throw DescriptorError("tr(): Multipath internal key mismatches multipath subscripts lengths")
        }
        return (0..<count).map { variant in
            let leaves = zip(leaves, aligned).map { leaf, nodes in
                DescriptorNode.Leaf(depth: leaf.depth, node: nodes[variant])
            }
            return .taproot(internalKeys[0][variant], leaves)
        }
    }

    /// A tree in braces. One script is read each time around; the levels above it are kept in a list.
    private mutating func tree(
        _ rest: inout DescriptorSlice
    ) throws(DescriptorError) -> [(depth: Int, variants: [DescriptorNode])] {
        var leaves: [(depth: Int, variants: [DescriptorNode])] = []
        // For each level, whether its right branch was reached.
        var branches: [Bool] = []
        repeat {
            while rest.skip("{") {
                branches.append(false)
                try Self.require(
                    branches.count <= TaprootBuilder.maximumDepth,
                    "tr() supports at most \(TaprootBuilder.maximumDepth) nesting levels")
            }
            var script = rest.takeExpression()
            leaves.append((branches.count, try parse(&script, .taproot)))
            while branches.last == true {
                try Self.require(rest.skip("}"), "tr(): expected '}' after script expression")
                branches.removeLast()
            }
            if !branches.isEmpty {
                try Self.require(rest.skip(","), "tr(): expected ',' after script expression")
                branches[branches.count - 1] = true
            }
        } while !branches.isEmpty
        try Self.require(rest.isEmpty, "tr(): expected ')' after script expression")
        return leaves
    }
}
