import BitcoinCrypto
import BitcoinPrimitives

extension PSBTOutput {
    /// Reads the map of an output.
    ///
    /// - Parameter given: what the unsigned transaction says about the output; nil if the map has to say it.
    init(from reader: inout PSBTMapReader, given: TransactionOutput?) throws(PSBTError) {
        var output = PSBTOutput(given ?? TransactionOutput(value: .zero, scriptPubKey: Script()))
        var hasAmount = false
        var hasScript = false
        try reader.readMap("output", called: "an output") { reader, key throws(PSBTError) in
            switch UInt8(exactly: key.type) {
            case PSBTOutputType.redeemScript:
                try key.require(1, for: "Output redeemScript")
                output.redeemScript = try reader.script()
            case PSBTOutputType.witnessScript:
                try key.require(1, for: "Output witnessScript")
                output.witnessScript = try reader.script()
            case PSBTOutputType.keyOrigin:
                let publicKey = try reader.publicKey(key, for: "BIP32 keypath")
                output.keyOrigins[publicKey] = try reader.origin()
            case PSBTOutputType.amount:
                try key.require(1, for: "Output Amount")
                guard given == nil else { throw PSBTError("Output amount is not allowed in PSBTv0") }
                output.output.value = Amount(satoshis: try reader.integer())
                hasAmount = true
            case PSBTOutputType.script:
                try key.require(1, for: "Output Script")
                guard given == nil else { throw PSBTError("Output script is not allowed in PSBTv0") }
                output.output.scriptPubKey = try reader.script()
                hasScript = true
            case PSBTOutputType.taprootInternalKey:
                try key.require(1, for: "Output Taproot Internal Key")
                output.taprootInternalKey = try reader.hash()
            case PSBTOutputType.taprootTree:
                try key.require(1, for: "Output Taproot Tree Key")
                output.taprootTree = try Self.tree(try reader.bytes())
            case PSBTOutputType.taprootKeyOrigin:
                try key.require(33, for: "Output Taproot BIP32 Keypath")
                let publicKey = Bytes32(unchecked: key.data.rawSpan, at: 0)
                output.taprootKeyOrigins[publicKey] = try reader.taprootOrigin("Output")
            case PSBTOutputType.musigParticipants:
                let (aggregateKey, participants) = try reader.musigParticipants(key, "Output")
                output.musigParticipants[aggregateKey] = participants
            case PSBTOutputType.proprietary:
                output.proprietary[key.bytes] = try reader.proprietary(key)
            default:
                output.unknown[key.bytes] = try reader.bytes()
            }
        }
        if given == nil {
            guard hasAmount else { throw PSBTError("Output amount is required in PSBTv2") }
            guard hasScript else { throw PSBTError("Output script is required in PSBTv2") }
        }
        self = output
    }

    private static func tree(_ bytes: Bytes) throws(PSBTError) -> [TaprootBuilder.DepthLeaf] {
        guard !bytes.isEmpty else { throw PSBTError("Output Taproot tree must not be empty") }
        var reader = ByteReader(bytes)
        var leaves: [TaprootBuilder.DepthLeaf] = []
        while !reader.isAtEnd {
            let leaf = try Self.leaf(&reader)
            guard leaf.depth <= TaprootBuilder.maximumDepth else {
                throw PSBTError("Output Taproot tree has as leaf greater than Taproot maximum depth")
            }
            // BIP341: the lowest bit of a control block's first byte is a parity, not part of the version.
            guard leaf.leaf.version & 1 == 0 else {
                throw PSBTError("Output Taproot tree has a leaf with an invalid leaf version")
            }
            leaves.append(leaf)
        }
        guard TaprootBuilder(leaves).isComplete else {
            throw PSBTError("Output Taproot tree is malformed")
        }
        return leaves
    }

    private static func leaf(_ reader: inout ByteReader) throws(PSBTError) -> TaprootBuilder.DepthLeaf {
        do throws(SerializationError) {
            let depth: UInt8 = try reader.read()
            let version: UInt8 = try reader.read()
            return TaprootBuilder.DepthLeaf(
                depth: Int(depth), leaf: TaprootLeaf(script: try reader.read(), version: version))
        } catch {
            throw PSBTError(error)
        }
    }

    /// Writes the map.
    ///
    /// - Parameter version: the PSBT's version.
    func write(to writer: inout PSBTMapWriter, version: UInt32) {
        writer.write(PSBTOutputType.redeemScript, ifAny: redeemScript)
        writer.write(PSBTOutputType.witnessScript, ifAny: witnessScript)
        writer.write(PSBTOutputType.keyOrigin, origins: keyOrigins)
        if version >= 2 {
            writer.write(PSBTOutputType.amount, integer: output.value.satoshis)
            writer.write(PSBTOutputType.script, value: output.scriptPubKey.bytes)
        }
        writer.write(records: proprietary.records)
        writer.write(PSBTOutputType.taprootInternalKey, ifAny: taprootInternalKey)
        if !taprootTree.isEmpty {
            writer.write(PSBTOutputType.taprootTree) { writer in
                for leaf in taprootTree {
                    // No deeper than 128.
                    writer.write(UInt8(leaf.depth))
                    writer.write(leaf.leaf.version)
                    writer.write(leaf.leaf.script)
                }
            }
        }
        writer.write(PSBTOutputType.taprootKeyOrigin, taprootOrigins: taprootKeyOrigins)
        writer.write(PSBTOutputType.musigParticipants, musigParticipants: musigParticipants)
        writer.write(records: unknown)
        writer.endMap()
    }
}

extension TaprootBuilder {
    /// The tree of these leaves; broken or incomplete if they are not one.
    init(_ leaves: [DepthLeaf]) {
        self.init()
        for leaf in leaves { add(leaf.leaf, depth: leaf.depth) }
    }
}
