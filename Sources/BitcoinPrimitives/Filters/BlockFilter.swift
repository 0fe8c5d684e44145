import BitcoinCrypto

/// Which scripts of a block a filter is made of.
public enum BlockFilterType: UInt8, Sendable, CaseIterable {
    /// Those of all outputs, without OP_RETURN, and of all outputs that are spent (BIP158).
    case basic = 0

    /// The name in options and commands.
    public var name: String {
        switch self {
        case .basic: "basic"
        }
    }

    /// The type with a name.
    public init?(name: some StringProtocol) {
        guard let type = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = type
    }
}

/// A compact filter of a block (BIP157, BIP158): by it a client finds out whether the block has anything to do
/// with its scripts, without telling anybody which they are.
public struct BlockFilter: Sendable, Equatable {
    /// What it is made of.
    public let type: BlockFilterType
    /// The block.
    public let blockHash: BlockHash
    /// The scripts.
    public let scripts: GolombCodedSet

    /// The basic filter of a block that spends outputs with these scripts.
    public init(basic block: Block, spentScripts: some Sequence<Script>) {
        var elements: Set<Bytes> = []
        for transaction in block.transactions {
            for output in transaction.outputs {
                let script = output.scriptPubKey.bytes
                guard !script.isEmpty, script[0] != Self.opReturn else { continue }
                elements.insert(script)
            }
        }
        for script in spentScripts where !script.isEmpty { elements.insert(script.bytes) }
        type = .basic
        blockHash = block.hash
        scripts = GolombCodedSet(elements, parameters: Self.parameters(block.hash))
    }

    /// Reads a filter of a block, as it is stored and sent.
    ///
    /// - Parameter isTrusted: its hash was seen to be right, so that it need not be walked through.
    public init(
        type: BlockFilterType, blockHash: BlockHash, encoded: [UInt8], isTrusted: Bool = false
    ) throws(SerializationError) {
        self.type = type
        self.blockHash = blockHash
        scripts = try GolombCodedSet(
            encoded: encoded, parameters: Self.parameters(blockHash), isTrusted: isTrusted)
    }

    /// The filter's bytes, as they are stored and sent.
    public var encoded: [UInt8] { scripts.encoded }

    /// The double SHA-256 of the filter.
    public var hash: Hash256 { Hash256(DoubleSHA256.hash(encoded)) }

    /// The filter's header, which commits to all filters up to it; that of the first follows zero.
    public func header(after previous: Hash256) -> Hash256 {
        Self.header(filterHash: hash, after: previous)
    }

    /// The header of a filter with a hash.
    public static func header(filterHash: Hash256, after previous: Hash256) -> Hash256 {
        Hash256(DoubleSHA256.hash(filterHash.value, previous.value))
    }

    private static let opReturn: UInt8 = 0x6a

    /// BIP158: P is 19, M is 784931, and the key is the first half of the block's hash.
    private static func parameters(_ hash: BlockHash) -> GolombCodedSet.Parameters {
        let words = hash.hash.value.words
        return GolombCodedSet.Parameters(
            key0: UInt64(littleEndian: words[0]), key1: UInt64(littleEndian: words[1]), remainderBits: 19,
            rate: 784_931)
    }
}
