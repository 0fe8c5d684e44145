import BitcoinCrypto
import BitcoinPrimitives
import BitcoinScript

extension Case {
    /// Changes one thing or a few.
    mutating func mutate(_ source: inout Source) {
        for _ in 0...source.below(3) { mutateOnce(&source) }
    }

    private mutating func mutateOnce(_ source: inout Source) {
        switch source.below(12) {
        case 0: flags.formSymmetricDifference(ScriptFlags(rawValue: 1 << UInt32(source.below(21))))
        case 1: flags = ScriptFlags(rawValue: UInt32(truncatingIfNeeded: source.next()) & 0x1f_ffff)
        case 2: inputs[index].sequence = Self.interesting(&source)
        case 3: lockTime = Self.interesting(&source)
        case 4: version = source.chance(2) ? UInt32(source.below(4)) : Self.interesting(&source)
        case 5: spentOutputs[index].value = Amount(satoshis: Int64(source.below(1 << 40)))
        case 6: inputs[index].scriptSig = Script(Self.changed(inputs[index].scriptSig.array, &source))
        case 7:
            spentOutputs[index].scriptPubKey = Script(
                Self.changed(spentOutputs[index].scriptPubKey.array, &source))
        case 8: if !outputs.isEmpty { outputs[source.below(outputs.count)].value += .coin }
        default: mutateWitness(&source)
        }
    }

    /// Numbers at which rules change.
    private static func interesting(_ source: inout Source) -> UInt32 {
        let edges: [UInt32] = [
            0, 1, 2, 0xffff, 0x1_0000, 499_999_999, 500_000_000, 0x40_0000, 0x40_ffff, 0x8000_0000, .max - 1,
            .max,
        ]
        return source.chance(4) ? UInt32(truncatingIfNeeded: source.next()) : edges[source.below(edges.count)]
    }

    private mutating func mutateWitness(_ source: inout Source) {
        var items = inputs[index].witness.map(\.array)
        guard !items.isEmpty else {
            if source.chance(4) { inputs[index].witness = Witness([source.bytes(source.below(4))]) }
            return
        }
        let position = source.below(items.count)
        switch source.below(6) {
        case 0: items.remove(at: position)
        case 1: items.insert(source.bytes(source.below(4)), at: position)
        case 2: items.swapAt(position, source.below(items.count))
        case 3: items.append([0x50] + source.bytes(source.below(3)))
        default: items[position] = Self.changed(items[position], &source)
        }
        inputs[index].witness = Witness(items)
    }

    /// A byte changed, or an instruction put in or taken out.
    private static func changed(_ bytes: [UInt8], _ source: inout Source) -> [UInt8] {
        var bytes = bytes
        let position = source.below(bytes.count + 1)
        switch source.below(6) {
        case 0 where position < bytes.count: bytes[position] ^= 1 << UInt8(source.below(8))
        case 1 where position < bytes.count: bytes[position] = UInt8(truncatingIfNeeded: source.next())
        case 2 where position < bytes.count: bytes.remove(at: position)
        case 3: bytes.insert(UInt8.random(in: 0x4f...0xba, using: &source), at: position)
        case 4 where !bytes.isEmpty:
            bytes[bytes.count - 1] ^= [0x01, 0x02, 0x03, 0x80, 0x40][source.below(5)]
        default: bytes.insert(contentsOf: source.bytes(source.below(5)), at: position)
        }
        return bytes
    }

    /// A script and arguments from nowhere, bare, behind a hash, or as a leaf.
    static func random(_ source: inout Source) -> Case {
        let script = randomScript(&source)
        let items = (0..<source.below(6)).map { _ in
            source.chance(2) ? [UInt8(source.below(4))] : source.bytes(source.below(6))
        }
        var input = TransactionInput(
            previousOutput: OutPoint(txid: .zero, index: 0), sequence: interesting(&source))
        var output = Script(script)
        switch source.below(4) {
        case 0: input.scriptSig = Script(randomScript(&source))
        case 1:
            var builder = ScriptBuilder()
            for item in items { builder.append(push: item) }
            builder.append(push: script)
            input.scriptSig = builder.script
            output = Destination.scriptHash(of: Script(script)).script
        case 2:
            input.witness = Witness(items + [script])
            output = Destination.witnessScriptHash(of: Script(script)).script
        default:
            let key = Bytes32.generator
            let root = TaprootTree.leafHash(version: 0xc0, script: script.span.bytes)
            if let tweaked = XOnlyPublicKey(key)?.adding(
                tweak: TaprootTree.tweak(internalKey: key, root: root))
            {
                input.witness = Witness(items + [script, [0xc0 | (tweaked.isOdd ? 1 : 0)] + key.bytes])
                output = Destination.taproot(tweaked.key.bytes).script
            }
        }
        let transaction = Transaction(
            version: UInt32(source.below(3)), inputs: [input],
            outputs: [TransactionOutput(value: .coin, scriptPubKey: Script())], lockTime: interesting(&source)
        )
        let spent = TransactionOutput(value: .coin, scriptPubKey: output)
        var flags = ScriptFlags(rawValue: UInt32(truncatingIfNeeded: source.next()) & 0x1f_ffff)
        if source.chance(2) { flags.formUnion(.mandatory) }
        return Case(transaction, [spent], 0, flags)
    }

    private static func randomScript(_ source: inout Source) -> [UInt8] {
        var script: [UInt8] = []
        for _ in 0..<source.below(30) {
            switch source.below(8) {
            case 0:
                let data = source.bytes(source.below(5))
                script += [UInt8(data.count)] + data
            case 1: script.append(0)
            case 2, 3: script.append(UInt8.random(in: 0x51...0x60, using: &source))
            case 4: script.append(UInt8.random(in: 0x6b...0x7d, using: &source))
            case 5: script.append(UInt8.random(in: 0x87...0xa5, using: &source))
            case 6: script.append(UInt8.random(in: 0x61...0xba, using: &source))
            default: script.append(UInt8(truncatingIfNeeded: source.next()))
            }
        }
        return script
    }
}

extension Bytes32 {
    /// The X coordinate of the curve's generator.
    fileprivate static let generator =
        Bytes32([
            0x79, 0xbe, 0x66, 0x7e, 0xf9, 0xdc, 0xbb, 0xac, 0x55, 0xa0, 0x62, 0x95, 0xce, 0x87, 0x0b, 0x07,
            0x02,
            0x9b, 0xfc, 0xdb, 0x2d, 0xce, 0x28, 0xd9, 0x59, 0xf2, 0x81, 0x5b, 0x16, 0xf8, 0x17, 0x98,
        ]) ?? Bytes32()
}
