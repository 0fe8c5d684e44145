import BitcoinCrypto
import BitcoinPrimitives

extension Descriptor {
    /// The descriptor that says most about a script: how it is spent as far as `provider` knows, else its address,
    /// else its bytes.
    public static func infer(
        _ script: Script, provider: any SigningProvider = EmptySigningProvider(), format: AddressFormat
    ) -> Descriptor {
        let inference = DescriptorInference(provider: provider)
        if let node = inference.node(script, .top) { return Descriptor(node, format) }
        if let destination = Destination(script), destination.script == script {
            return Descriptor(.address(destination), format)
        }
        return Descriptor(.raw(script), format)
    }
}

/// Finds the functions that give a script.
struct DescriptorInference {
    typealias Context = KeyExpressionParser.Context

    let provider: any SigningProvider

    /// The function that gives a script in a place; nil if none is known.
    func node(_ script: Script, _ context: Context) -> DescriptorNode? {
        if context == .taproot { return leaf(script) ?? miniscript(script, .tapscript) }
        if let node = template(script, context) { return node }
        return context == .witnessScriptHash ? miniscript(script, .witnessScriptHash) : nil
    }

    private func template(_ script: Script, _ context: Context) -> DescriptorNode? {
        switch StandardTemplate(script) {
        case .publicKey(let bytes):
            return key(bytes.array, context).map { .key(.pk, $0) }
        case .publicKeyHash:
            return key(hash: script.bytes[3..<23], context).map { .key(.pkh, $0) }
        case .witnessKeyHash where context == .top || context == .scriptHash:
            return key(hash: script.bytes[2..<22], .witnessKeyHash).map { .key(.wpkh, $0) }
        case .multisig(let required, let keys):
            let expressions = keys.compactMap { key($0.array, context) }
            guard expressions.count == keys.count else { return nil }
            return .multisig(
                .init(required: required, keys: expressions, isSorted: false, isTapscript: false))
        case .scriptHash where context == .top:
            return Bytes20(script.bytes[2..<22].rawSpan).flatMap { provider.script($0) }
                .flatMap { node($0, .scriptHash) }.map { .scriptHash($0) }
        case .witnessScriptHash where context == .top || context == .scriptHash:
            return provider.script(RIPEMD160.hash(script.bytes[2..<34].rawSpan))
                .flatMap { node($0, .witnessScriptHash) }.map { .witnessScriptHash($0) }
        case .witnessTaproot where context == .top:
            guard let output = Bytes32(script.bytes[2..<34].rawSpan).flatMap(XOnlyPublicKey.init) else {
                return nil
            }
            return taproot(output) ?? .key(.rawtr, key(output))
        default: return nil
        }
    }

    private func taproot(_ output: XOnlyPublicKey) -> DescriptorNode? {
        guard let data = provider.taprootSpendData(output), let internalKey = data.internalKey,
            let tree = data.leaves(of: output)
        else { return nil }
        var leaves: [DescriptorNode.Leaf] = []
        for entry in tree {
            guard entry.leaf.version == TaprootLeaf.tapscriptVersion,
                let node = node(entry.leaf.script, .taproot)
            else { return nil }
            leaves.append(.init(depth: entry.depth, node: node))
        }
        return .taproot(key(internalKey), leaves)
    }

    // MARK: Leaves

    private func leaf(_ script: Script) -> DescriptorNode? {
        let bytes = script.bytes
        if script.count == 34, bytes[0] == 32, bytes[33] == Opcode.checkSig.rawValue {
            return .key(.leafKey, xOnly(bytes[1..<33].array))
        }
        return multisigTapscript(script)
    }

    /// `<key> OP_CHECKSIG (<key> OP_CHECKSIGADD)* k OP_NUMEQUAL`.
    private func multisigTapscript(_ script: Script) -> DescriptorNode? {
        guard script.count >= 36, script.bytes[0] == 32,
            script.bytes[script.count - 1] == Opcode.numEqual.rawValue
        else { return nil }
        var instructions = script.instructions
        var keys: [KeyExpression] = []
        var next = instructions.next()
        while let push = next, push.data.count == 32 {
            keys.append(xOnly(script.data(of: push).array))
            guard instructions.next()?.opcode == (keys.count == 1 ? .checkSig : .checkSigAdd),
                keys.count <= 999
            else { return nil }
            next = instructions.next()
        }
        guard let last = next, !keys.isEmpty else { return nil }
        let data = last.opcode.smallNumber.map { [UInt8($0)] } ?? script.data(of: last).array
        guard
            let required = MiniscriptInstruction(opcode: last.opcode, data: data).number,
            (1...Int64(keys.count)).contains(required),
            last.opcode.smallNumber != nil
                || SignatureEncoding.isMinimalPush(last.opcode.rawValue, data.span.bytes),
            instructions.next()?.opcode == .numEqual, instructions.next() == nil, !instructions.isTruncated
        else { return nil }
        return .multisig(
            .init(required: Int(required), keys: keys, isSorted: false, isTapscript: true))
    }

    private func miniscript(_ script: Script, _ context: MiniscriptContext) -> DescriptorNode? {
        var keys = InferredKeys(inference: self, context: context)
        guard let miniscript = Miniscript(script, context, keys: &keys), miniscript.isSane else {
            return nil
        }
        return .miniscript(miniscript, keys.found)
    }

    // MARK: Keys

    /// The key with these bytes; nil where one of its form may not stand.
    fileprivate func key(_ bytes: [UInt8], _ context: Context) -> KeyExpression? {
        let isCompressed = bytes.count == 33 && (bytes[0] == 2 || bytes[0] == 3)
        let isUncompressed = bytes.count == 65 && bytes[0] == 4
        guard isCompressed || (isUncompressed && (context == .top || context == .scriptHash)) else {
            return nil
        }
        return expression(bytes, isXOnly: false, provider.keyOrigin(Hash160.hash(bytes)))
    }

    fileprivate func key(hash: Bytes, _ context: Context) -> KeyExpression? {
        Bytes20(hash.rawSpan).flatMap { provider.publicKey($0) }.flatMap { key($0.bytes, context) }
    }

    private func key(_ key: XOnlyPublicKey) -> KeyExpression { xOnly(key.bytes.bytes) }

    fileprivate func xOnly(_ bytes: [UInt8]) -> KeyExpression {
        let origin = [2, 3].lazy.compactMap { provider.keyOrigin(Hash160.hash([$0] + bytes)) }.first
        return expression([2] + bytes, isXOnly: true, origin)
    }

    private func expression(_ bytes: [UInt8], isXOnly: Bool, _ origin: KeyOrigin?) -> KeyExpression {
        KeyExpression(
            index: 0, origin: origin.map { .init(origin: $0, usesApostrophe: false) },
            kind: .constant(bytes, isXOnly: isXOnly))
    }
}

/// Finds the keys of a miniscript that is inferred.
private struct InferredKeys: MiniscriptKeyFinder {
    let inference: DescriptorInference
    let context: MiniscriptContext
    private(set) var found: [KeyExpression] = []

    init(inference: DescriptorInference, context: MiniscriptContext) {
        self.inference = inference
        self.context = context
    }

    mutating func key(_ bytes: [UInt8]) -> Int? {
        switch context {
        case .tapscript: bytes.count == 32 ? append(inference.xOnly(bytes)) : nil
        case .witnessScriptHash: append(inference.key(bytes, .witnessScriptHash))
        }
    }

    mutating func key(hash: Bytes20) -> Int? {
        append(
            inference.key(
                hash: Bytes(hash.bytes), context == .tapscript ? .taproot : .witnessScriptHash))
    }

    private mutating func append(_ key: KeyExpression?) -> Int? {
        guard let key else { return nil }
        found.append(key)
        return found.count - 1
    }

    var identities: [Int] {
        var numbers: [[UInt8]: Int] = [:]
        return found.map { expression in
            guard case .constant(let bytes, _) = expression.kind else { return 0 }
            if let number = numbers[bytes] { return number }
            numbers[bytes] = numbers.count
            return numbers.count - 1
        }
    }
}
