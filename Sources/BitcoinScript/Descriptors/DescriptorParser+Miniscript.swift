import BitcoinCrypto
import BitcoinPrimitives

extension DescriptorParser {
    /// What is none of the other functions: miniscript (BIP379), or nothing.
    mutating func miniscript(
        _ slice: DescriptorSlice, _ context: Context
    ) throws(DescriptorError) -> [DescriptorNode] {
        let place: MiniscriptContext = context == .witnessScriptHash ? .witnessScriptHash : .tapscript
        guard let parsed = try MiniscriptParser.parse(slice, place, keys: &keys) else {
            throw Self.unknown(slice, context)
        }
        try Self.require(
            context == .witnessScriptHash || context == .taproot,
            "Miniscript expressions can only be used in wsh or tr.")
        let firsts = parsed.keys.map { $0[0] }
        let miniscript = Miniscript(
            context: place, nodes: parsed.nodes, identities: Self.identities(firsts))
        var writer = KeyWriter(.public, format)
        if let problem = miniscript.problem(keys: firsts.map { writer.text($0) ?? "" }) {
            throw DescriptorError(problem)
        }
        let count = parsed.keys.map(\.count).max() ?? 1
        guard let aligned = Multipath.aligned(parsed.keys, to: count) else {
            throw DescriptorError("Miniscript: Multipath derivation paths have mismatched lengths")
        }
        return (0..<count).map { variant in .miniscript(miniscript, aligned.map { $0[variant] }) }
    }

    /// Numbers that are the same for keys whose first public keys are the same. Those that cannot be told without
    /// private keys are all taken for the same.
    private static func identities(_ keys: [KeyExpression]) -> [Int] {
        var numbers: [PublicKey?: Int] = [:]
        var derivation = KeyDerivation(
            position: 0, provider: EmptySigningProvider(), cache: nil, derived: nil)
        return keys.map { expression in
            var found = FlatSigningProvider()
            let key = derivation.publicKey(of: expression, found: &found)
            if let number = numbers[key] { return number }
            numbers[key] = numbers.count
            return numbers.count - 1
        }
    }

    private static func unknown(_ slice: DescriptorSlice, _ context: Context) -> DescriptorError {
        switch context {
        case .scriptHash: DescriptorError("A function is needed within P2SH")
        case .witnessScriptHash: DescriptorError("A function is needed within P2WSH")
        default: DescriptorError("'\(slice.text)' is not a valid descriptor function")
        }
    }
}
