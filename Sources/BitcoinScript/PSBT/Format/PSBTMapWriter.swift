import BitcoinCrypto
import BitcoinPrimitives

/// Writes the maps of a PSBT.
struct PSBTMapWriter {
    private(set) var writer = ByteWriter()

    /// Begins with the bytes that every PSBT begins with.
    init() { writer.write(PartiallySignedTransaction.magic) }

    // MARK: Pairs

    /// A pair whose key is `type` and `data`.
    mutating func write(_ type: UInt8, _ data: Bytes = Bytes(), value: Bytes) {
        writer.writeCompactSize(1 + data.count)
        writer.write(type)
        writer.write(data)
        writer.writeLengthPrefixed(value)
    }

    /// A pair whose key is `type` and `data`, with what `body` writes as its value.
    mutating func write(_ type: UInt8, _ data: Bytes = Bytes(), _ body: (inout ByteWriter) -> Void) {
        var value = ByteWriter()
        body(&value)
        write(type, data, value: Bytes(value.bytes))
    }

    /// A pair whose value is an integer.
    mutating func write<Integer: FixedWidthInteger>(_ type: UInt8, integer: Integer) {
        write(type) { $0.write(integer) }
    }

    /// A pair whose value is a script, unless that is empty.
    mutating func write(_ type: UInt8, ifAny script: Script) {
        if !script.isEmpty { write(type, value: script.bytes) }
    }

    /// A pair whose value is a hash or a key, if there is one.
    mutating func write(_ type: UInt8, ifAny hash: Bytes32?) {
        if let hash { write(type, value: Bytes(copying: hash.rawSpan)) }
    }

    /// Pairs by their whole keys, in the order of those.
    mutating func write(records: [Bytes: Bytes]) {
        for (key, value) in records.inOrder {
            writer.writeLengthPrefixed(key)
            writer.writeLengthPrefixed(value)
        }
    }

    /// The end of a map.
    mutating func endMap() { writer.write(0 as UInt8) }

    // MARK: Origins

    /// Where keys come from.
    mutating func write(_ type: UInt8, origins: [Bytes: KeyOrigin]) {
        for (key, origin) in origins.inOrder { write(type, key) { $0.write(origin) } }
    }

    /// Where keys of taproot outputs come from.
    mutating func write(_ type: UInt8, taprootOrigins: [Bytes32: SignatureData.TaprootKey]) {
        for (key, value) in taprootOrigins.inOrder {
            write(type, Bytes(copying: key.rawSpan)) { writer in
                writer.writeCompactSize(value.leafHashes.count)
                for hash in value.leafHashes.sorted() { writer.write(hash.rawSpan) }
                writer.write(value.origin)
            }
        }
    }

    /// The keys that aggregate keys were made of.
    mutating func write(_ type: UInt8, musigParticipants: [Bytes: [Bytes]]) {
        for (aggregateKey, participants) in musigParticipants.inOrder {
            write(type, aggregateKey) { writer in
                for participant in participants { writer.write(participant) }
            }
        }
    }
}

extension ByteWriter {
    /// A fingerprint and the steps of a path, without their count.
    fileprivate mutating func write(_ origin: KeyOrigin) {
        write(origin.fingerprint.bytes)
        for step in origin.path.steps { write(step) }
    }
}

extension Dictionary where Key: Comparable {
    /// The pairs by their keys, which is how PSBTs list them.
    public var inOrder: [Element] { sorted { $0.key < $1.key } }

    /// Takes over what is not there yet.
    mutating func add(_ other: Self) {
        merge(other) { own, _ in own }
    }
}
