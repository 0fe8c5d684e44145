import BitcoinPrimitives
import BitcoinSupport

extension DescriptorNode {
    /// The text without checksum; nil if keys cannot be normalized.
    func text(_ writer: inout KeyWriter) -> String? {
        switch self {
        case .address(let destination): return "addr(\(destination.address(writer.format)))"
        case .raw(let script): return "raw(\(script.hex))"
        case .key(let function, let key): return writer.text(key).map { "\(function.name)(\($0))" }
        case .multisig(let multisig):
            guard let keys = writer.texts(multisig.keys) else { return nil }
            return "\(multisig.name)(\(([String(multisig.required)] + keys).joined(separator: ",")))"
        case .scriptHash(let node): return node.text(&writer).map { "sh(\($0))" }
        case .witnessScriptHash(let node): return node.text(&writer).map { "wsh(\($0))" }
        case .taproot(let key, let leaves):
            guard let key = writer.text(key) else { return nil }
            guard !leaves.isEmpty else { return "tr(\(key))" }
            return Self.tree(leaves, &writer).map { "tr(\(key),\($0))" }
        case .miniscript(let miniscript, let keys):
            guard let keys = writer.texts(keys) else { return nil }
            return miniscript.text(keys: keys)
        }
    }

    /// Leaves in braces, as deep as they lie.
    private static func tree(_ leaves: [Leaf], _ writer: inout KeyWriter) -> String? {
        var text = ""
        // For each level on the way down, whether its right branch was reached.
        var path: [Bool] = []
        for (index, leaf) in leaves.enumerated() {
            if index > 0 { text += "," }
            while path.count <= leaf.depth {
                if !path.isEmpty { text += "{" }
                path.append(false)
            }
            guard let inner = leaf.node.text(&writer) else { return nil }
            text += inner
            while path.last == true {
                if path.count > 1 { text += "}" }
                path.removeLast()
            }
            if !path.isEmpty { path[path.count - 1] = true }
        }
        return text
    }
}

extension KeyWriter {
    fileprivate mutating func texts(_ expressions: [KeyExpression]) -> [String]? {
        var texts: [String] = []
        for expression in expressions {
            guard let text = text(expression) else { return nil }
            texts.append(text)
        }
        return texts
    }
}
