import BitcoinCrypto
import BitcoinPrimitives

/// A key of a map: `<type> <data>`.
struct PSBTKey {
    /// The whole key.
    let bytes: Bytes
    /// What the pair stands for.
    let type: UInt64
    /// What follows the type.
    let data: Bytes

    /// Fails if the whole key does not have `count` bytes.
    func require(_ count: Int, for name: String) throws(PSBTError) {
        guard bytes.count == count else {
            throw PSBTError("Size of key was not \(count) for the type \(name)")
        }
    }
}

/// Reads the maps of a PSBT one after the other: `{<key size> <key> <value size> <value>} <00>`.
struct PSBTMapReader {
    private var reader: ByteReader
    private var keys: Set<Bytes> = []

    init(_ bytes: [UInt8]) { reader = ByteReader(bytes) }

    var isAtEnd: Bool { reader.isAtEnd }

    // MARK: Maps

    /// Reads a map: calls `pair` with each key, whose value it has to read.
    ///
    /// - Parameters:
    ///   - name: what errors call the map.
    ///   - article: the name as errors about its end have it.
    mutating func readMap(
        _ name: String, called article: String,
        _ pair: (inout PSBTMapReader, PSBTKey) throws(PSBTError) -> Void
    ) throws(PSBTError) {
        keys.removeAll()
        while !reader.isAtEnd {
            let bytes = try self.bytes()
            guard !bytes.isEmpty else { return }
            guard keys.insert(bytes).inserted else {
                throw PSBTError("Duplicate Key, \(name) key \"\(bytes.hex)\" already provided")
            }
            var inner = ByteReader(bytes)
            let type = try Self.failing { () throws(SerializationError) in try inner.readCompactSize() }
            let data = bytes[bytes.count - inner.remaining..<bytes.count]
            try pair(&self, PSBTKey(bytes: bytes, type: type, data: data))
        }
        throw PSBTError("Separator is missing at the end of \(article) map")
    }

    // MARK: Values

    /// Bytes with their count in front.
    mutating func bytes() throws(PSBTError) -> Bytes {
        try plain { reader throws(SerializationError) in try reader.readLengthPrefixed() }
    }

    /// A script with its size in front.
    mutating func script() throws(PSBTError) -> Script { Script(try bytes()) }

    /// What `read` makes of a value, which must take up just the size that the value claims.
    mutating func sized<Value>(
        _ read: (inout ByteReader) throws(SerializationError) -> Value
    ) throws(PSBTError) -> Value {
        let size = try count()
        let start = reader.position
        let value = try plain(read)
        guard reader.position - start == size else {
            throw PSBTError("Size of value was not the stated size")
        }
        return value
    }

    /// An integer.
    mutating func integer<Integer: FixedWidthInteger & BitwiseCopyable>(
        _ type: Integer.Type = Integer.self
    ) throws(PSBTError) -> Integer {
        try sized { reader throws(SerializationError) in try reader.read() }
    }

    /// A count, as a CompactSize in a value of just its size.
    mutating func sizedCount() throws(PSBTError) -> Int {
        Int(try sized { reader throws(SerializationError) in try reader.readCompactSize() })
    }

    /// Thirty-two bytes; nil for the zeroes that stand for nothing.
    mutating func hash() throws(PSBTError) -> Bytes32? {
        let hash = try sized { reader throws(SerializationError) in try reader.readHash().value }
        return hash.isZero ? nil : hash
    }

    /// Where a key comes from: a fingerprint and the steps of a path.
    mutating func origin() throws(PSBTError) -> KeyOrigin {
        try origin(size: try count())
    }

    /// The leaves that a key signs in, and where it comes from.
    mutating func taprootOrigin(_ name: String) throws(PSBTError) -> SignatureData.TaprootKey {
        let size = try count()
        let start = reader.position
        let hashes = try plain { reader throws(SerializationError) in
            var hashes: Set<Bytes32> = []
            for _ in 0..<Int(try reader.readCompactSize()) { hashes.insert(try reader.readHash().value) }
            return hashes
        }
        let rest = size - (reader.position - start)
        guard rest >= 0 else {
            throw PSBTError("\(name) Taproot BIP32 keypath has an invalid length")
        }
        return SignatureData.TaprootKey(leafHashes: hashes, origin: try origin(size: rest))
    }

    /// A pair that a program keeps for itself.
    mutating func proprietary(_ key: PSBTKey) throws(PSBTError) -> PSBTProprietary {
        var inner = ByteReader(key.data)
        let (identifier, subtype) = try Self.failing { () throws(SerializationError) in
            (try inner.readLengthPrefixed(), try inner.readCompactSize())
        }
        return PSBTProprietary(
            identifier: identifier, subtype: subtype, key: key.bytes, value: try bytes())
    }

    private mutating func origin(size: Int) throws(PSBTError) -> KeyOrigin {
        guard size > 0, size.isMultiple(of: 4) else { throw PSBTError("Invalid length for HD key path") }
        return try plain { reader throws(SerializationError) in
            let fingerprint = KeyFingerprint(try reader.read(UInt32.self).byteSwapped)
            var path = DerivationPath()
            for _ in 1..<size / 4 { path.steps.append(try reader.read()) }
            return KeyOrigin(fingerprint: fingerprint, path: path)
        }
    }

    private mutating func count() throws(PSBTError) -> Int {
        Int(try plain { reader throws(SerializationError) in try reader.readCompactSize() })
    }

    /// What `read` makes of the bytes to come.
    mutating func plain<Value>(
        _ read: (inout ByteReader) throws(SerializationError) -> Value
    ) throws(PSBTError) -> Value {
        do throws(SerializationError) {
            return try read(&reader)
        } catch {
            throw PSBTError(error)
        }
    }

    private static func failing<Value>(
        _ read: () throws(SerializationError) -> Value
    ) throws(PSBTError) -> Value {
        do throws(SerializationError) {
            return try read()
        } catch {
            throw PSBTError(error)
        }
    }
}

// MARK: Keys of the curve

extension PSBTMapReader {
    /// The public key that a key of the map holds after its type, as it is written.
    func publicKey(_ key: PSBTKey, for name: String) throws(PSBTError) -> Bytes {
        guard key.bytes.count == 34 || key.bytes.count == 66 else {
            throw PSBTError("Size of key was not the expected size for the type \(name)")
        }
        guard PublicKey(key.data.rawSpan) != nil else { throw PSBTError("Invalid pubkey") }
        return key.data
    }

    /// The keys that an aggregate key was made of (BIP373).
    mutating func musigParticipants(
        _ key: PSBTKey, _ name: String
    ) throws(PSBTError) -> (aggregateKey: Bytes, participants: [Bytes]) {
        try key.require(34, for: "\(name) MuSig2 Participants Pubkeys")
        guard PublicKey(key.data.rawSpan) != nil else {
            throw PSBTError("\(name) musig2 aggregate pubkey is invalid")
        }
        let value = try bytes()
        var participants: [Bytes] = []
        for start in stride(from: 0, through: value.count - 33, by: 33) {
            let participant = value[start..<start + 33]
            guard PublicKey(participant.rawSpan) != nil else {
                throw PSBTError("\(name) musig2 participant pubkey is invalid")
            }
            participants.append(participant)
        }
        guard value.count.isMultiple(of: 33) else {
            throw PSBTError("\(name) musig2 participants pubkeys value size is not a multiple of 33")
        }
        return (key.data, participants)
    }

    /// Who takes part in which session of MuSig2: `<participant> <aggregate key> [<leaf hash>]`.
    func musigIdentifier(
        _ key: PSBTKey, _ name: String
    ) throws(PSBTError) -> (session: MuSigSession, participant: Bytes) {
        guard key.bytes.count == 67 || key.bytes.count == 99 else {
            throw PSBTError("Input musig2 \(name) key is not expected size of 67 or 99 bytes")
        }
        let participant = key.data[0..<33]
        let aggregateKey = key.data[33..<66]
        guard PublicKey(aggregateKey.rawSpan) != nil else {
            throw PSBTError("musig2 aggregate pubkey is invalid")
        }
        guard PublicKey(participant.rawSpan) != nil else {
            throw PSBTError("musig2 participant pubkey is invalid")
        }
        let leafHash = Bytes32(key.data[66..<key.data.count].rawSpan) ?? Bytes32()
        return (MuSigSession(key: aggregateKey, leafHash: leafHash), participant)
    }
}
