import BitcoinCrypto
import BitcoinPrimitives

/// A script of a taproot tree, with the version of its leaf (BIP341).
public struct TaprootLeaf: Sendable, Hashable, Comparable {
    /// The script.
    public let script: Script
    /// The leaf's version, an even number; 0xc0 is tapscript (BIP342).
    public let version: UInt8

    /// BIP342: the version of leaves that hold tapscript.
    public static let tapscriptVersion = ScriptLimits.leafTapscript

    /// A leaf.
    public init(script: Script, version: UInt8 = Self.tapscriptVersion) {
        self.script = script
        self.version = version
    }

    /// The leaf's hash.
    public var hash: Bytes32 { TaprootTree.leafHash(version: version, script: script.bytes.rawSpan) }

    /// Orders by the script, then by the version.
    public static func < (a: Self, b: Self) -> Bool {
        a.script == b.script ? a.version < b.version : a.script.bytes < b.script.bytes
    }
}

/// What it takes to spend a taproot output: its internal key, and the way from each known leaf to the root.
public struct TaprootSpendData: Sendable, Hashable {
    /// The internal key, if it is known.
    public var internalKey: XOnlyPublicKey?
    /// The root of the tree; nil if there is none, or if it is not known.
    public var merkleRoot: Bytes32?
    /// The control blocks of each leaf. There is more than one only for a script that is in the tree several times.
    public var controlBlocks: [TaprootLeaf: Set<[UInt8]>] = [:]

    /// Nothing known.
    public init() {}

    /// Adds what other data about the same output knows.
    public mutating func merge(_ other: TaprootSpendData) {
        internalKey = internalKey ?? other.internalKey
        merkleRoot = merkleRoot ?? other.merkleRoot
        controlBlocks.merge(other.controlBlocks) { $0.union($1) }
    }

    /// The control block of a leaf that takes least room.
    func smallestControlBlock(of leaf: TaprootLeaf) -> [UInt8]? {
        controlBlocks[leaf]?.min { a, b in
            a.count == b.count ? a.lexicographicallyPrecedes(b) : a.count < b.count
        }
    }
}
