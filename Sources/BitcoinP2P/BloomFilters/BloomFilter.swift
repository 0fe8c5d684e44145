import BitcoinPrimitives
import BitcoinScript

/// What transactions a light client wants to hear of, so that nobody can tell exactly which (BIP37).
///
/// A filter comes from a stranger: its bits may be none or all, and its functions none. It costs no more memory than
/// the message that it came in.
public struct BloomFilter: Sendable, Hashable {
    /// What is added when an output matches, so that what spends it matches, too.
    public enum Update: UInt8, Sendable {
        /// Nothing.
        case none = 0
        /// The output.
        case all = 1
        /// The output, if it pays to keys themselves and not to a hash of them.
        case publicKeysOnly = 2
        /// Not defined; the same as ``none``.
        case reserved = 3
    }

    /// BIP37: bytes of the largest filter.
    public static let maximumSize = 36_000
    /// BIP37: functions of the slowest filter.
    public static let maximumHashCount = 50
    /// BIP37: bytes of the longest element, as scripts allow it.
    public static let maximumElementSize = 520

    /// The bits, the lowest of each byte first.
    public private(set) var bits: [UInt8]
    /// How many bits stand for an element.
    public let hashCount: UInt32
    /// What makes the functions differ from those of other filters.
    public let tweak: UInt32
    /// All flags; the lower two are ``update``.
    public let flags: UInt8

    /// A filter.
    public init(bits: [UInt8], hashCount: UInt32, tweak: UInt32 = 0, update: Update = .none) {
        self.bits = bits
        self.hashCount = hashCount
        self.tweak = tweak
        flags = update.rawValue
    }

    /// What is added when an output matches.
    public var update: Update { Update(rawValue: flags & 3) ?? .none }

    /// Whether the filter is as small and as fast as it has to be.
    public var isWithinLimits: Bool {
        bits.count <= Self.maximumSize && hashCount <= Self.maximumHashCount
    }

    // MARK: Elements

    /// Whether an element was inserted, or looks like one that was. Everything was inserted into a filter without bits.
    public func contains(_ element: RawSpan) -> Bool {
        guard !bits.isEmpty else { return true }
        for number in 0..<hashCount {
            let place = place(of: element, number)
            guard bits[place >> 3] & 1 << UInt8(place & 7) != 0 else { return false }
        }
        return true
    }

    /// Inserts an element.
    public mutating func insert(_ element: RawSpan) {
        // CVE-2013-5700: there is no place in a filter without bits.
        guard !bits.isEmpty else { return }
        for number in 0..<hashCount {
            let place = place(of: element, number)
            bits[place >> 3] |= 1 << UInt8(place & 7)
        }
    }

    private func place(of element: RawSpan, _ number: UInt32) -> Int {
        Int(MurmurHash3.hash(element, seed: number &* 0xfba4_c795 &+ tweak)) % (8 * bits.count)
    }

    // MARK: Transactions

    /// Whether a transaction is wanted: its hash, something that one of its scripts pushes, or an output that it
    /// spends. Outputs that match are added as ``update`` says.
    public mutating func matches(_ transaction: Transaction) -> Bool {
        guard !bits.isEmpty else { return true }
        // Not the first match decides: each output may have to be added.
        var isFound = contains(transaction.txid.hash.rawSpan)
        for (index, output) in transaction.outputs.enumerated() where pushesMatch(output.scriptPubKey) {
            isFound = true
            guard adds(output.scriptPubKey) else { continue }
            insert(OutPoint(txid: transaction.txid, index: UInt32(index)).serialized.span.bytes)
        }
        return isFound
            || transaction.inputs.contains {
                contains($0.previousOutput.serialized.span.bytes) || pushesMatch($0.scriptSig)
            }
    }

    private func pushesMatch(_ script: Script) -> Bool {
        for instruction in script.instructions where !instruction.data.isEmpty {
            let data = script.data(of: instruction)
            if contains(data.rawSpan) { return true }
        }
        return false
    }

    private func adds(_ script: Script) -> Bool {
        switch update {
        case .none, .reserved: return false
        case .all: return true
        case .publicKeysOnly:
            switch StandardTemplate(script) {
            case .publicKey, .multisig: return true
            default: return false
            }
        }
    }
}

extension BloomFilter: BinarySerializable {
    /// No bits, two numbers and the flags.
    public static var minimumSize: Int { 10 }

    /// Reads bits, number of functions, tweak and flags.
    public init(from reader: inout ByteReader) throws(SerializationError) {
        bits = try reader.readLengthPrefixed().array
        hashCount = try reader.read()
        tweak = try reader.read()
        flags = try reader.read()
    }

    /// Appends the same.
    public func write(to writer: inout ByteWriter) {
        writer.writeLengthPrefixed(bits)
        writer.write(hashCount)
        writer.write(tweak)
        writer.write(flags)
    }
}
