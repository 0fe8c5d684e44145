import BitcoinSupport

extension Miniscript {
    /// What is still to be written: an expression, or characters. A list of them stands in for recursion.
    private enum Piece {
        case expression(Int, isWrapped: Bool)
        case characters(String)
    }

    /// The text, with a text for each key.
    func text(keys: [String]) -> String { text(keys: keys, from: root) }

    /// The text of one of the expressions.
    func text(keys: [String], from start: Int) -> String {
        var text = ""
        var pending = [Piece.expression(start, isWrapped: false)]
        while let piece = pending.popLast() {
            switch piece {
            case .characters(let characters): text += characters
            case .expression(let index, let isWrapped):
                pending += pieces(nodes[index], isWrapped: isWrapped, keys).reversed()
            }
        }
        return text
    }

    private func pieces(_ node: MiniscriptNode, isWrapped: Bool, _ keys: [String]) -> [Piece] {
        if let (letter, child) = wrapper(node) {
            return [.characters(letter), .expression(child, isWrapped: true)]
        }
        let colon = isWrapped ? ":" : ""
        if node.fragment == .check {
            // "pk" and "pkh" are short for a check of what is within.
            let inner = nodes[node.children[0]]
            let name = inner.fragment == .keyCheck ? "pk" : "pkh"
            return [.characters("\(colon)\(name)(\(keys[inner.keys[0]]))")]
        }
        let (name, arguments, children) = function(node, keys)
        guard !(arguments.isEmpty && children.isEmpty) else { return [.characters(colon + name)] }
        var pieces = [Piece.characters(colon + name + "(" + arguments.joined(separator: ","))]
        for (position, child) in children.enumerated() {
            if position > 0 || !arguments.isEmpty { pieces.append(.characters(",")) }
            pieces.append(.expression(child, isWrapped: false))
        }
        return pieces + [.characters(")")]
    }

    /// The letter of a wrapper, and what it is around.
    private func wrapper(_ node: MiniscriptNode) -> (String, Int)? {
        let children = node.children
        switch node.fragment {
        case .alternative: return ("a", children[0])
        case .swap: return ("s", children[0])
        case .check:
            let inner = nodes[children[0]].fragment
            return inner == .keyCheck || inner == .keyHashCheck ? nil : ("c", children[0])
        case .dupIf: return ("d", children[0])
        case .verify: return ("v", children[0])
        case .nonZero: return ("j", children[0])
        case .zeroNotEqual: return ("n", children[0])
        case .andV: return nodes[children[1]].fragment == .one ? ("t", children[0]) : nil
        case .orI:
            if nodes[children[0]].fragment == .zero { return ("l", children[1]) }
            return nodes[children[1]].fragment == .zero ? ("u", children[0]) : nil
        default: return nil
        }
    }

    private func function(
        _ node: MiniscriptNode, _ keys: [String]
    ) -> (name: String, arguments: [String], children: [Int]) {
        let number = String(node.number)
        switch node.fragment {
        case .zero: return ("0", [], [])
        case .one: return ("1", [], [])
        case .keyCheck: return ("pk_k", [keys[node.keys[0]]], [])
        case .keyHashCheck: return ("pk_h", [keys[node.keys[0]]], [])
        case .older: return ("older", [number], [])
        case .after: return ("after", [number], [])
        case .sha256: return ("sha256", [Hex.encode(node.hash)], [])
        case .hash256: return ("hash256", [Hex.encode(node.hash)], [])
        case .ripemd160: return ("ripemd160", [Hex.encode(node.hash)], [])
        case .hash160: return ("hash160", [Hex.encode(node.hash)], [])
        case .andV: return ("and_v", [], node.children)
        case .andB: return ("and_b", [], node.children)
        case .orB: return ("or_b", [], node.children)
        case .orC: return ("or_c", [], node.children)
        case .orD: return ("or_d", [], node.children)
        case .orI: return ("or_i", [], node.children)
        case .andOr:
            return nodes[node.children[2]].fragment == .zero
                ? ("and_n", [], Array(node.children.prefix(2))) : ("andor", [], node.children)
        case .threshold: return ("thresh", [number], node.children)
        case .multisig: return ("multi", [number] + node.keys.map { keys[$0] }, [])
        case .multisigTapscript: return ("multi_a", [number] + node.keys.map { keys[$0] }, [])
        case .alternative, .swap, .check, .dupIf, .verify, .nonZero, .zeroNotEqual: return ("", [], [])
        }
    }
}
