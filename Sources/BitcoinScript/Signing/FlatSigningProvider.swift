import BitcoinCrypto
import BitcoinPrimitives

/// Scripts and keys in plain tables, as descriptors expand to them.
public struct FlatSigningProvider: SigningProvider {
    /// A public key and where it comes from.
    public struct KnownKey: Sendable, Hashable {
        /// The key.
        public var key: PublicKey
        /// Where it comes from.
        public var origin: KeyOrigin

        /// A key.
        public init(key: PublicKey, origin: KeyOrigin) {
            self.key = key
            self.origin = origin
        }
    }

    /// Scripts by their HASH160.
    public var scripts: [Bytes20: Script] = [:]
    /// Public keys by their hash.
    public var publicKeys: [Bytes20: PublicKey] = [:]
    /// Origins by the key's hash.
    public var origins: [Bytes20: KnownKey] = [:]
    /// Private keys by the hash of the public key.
    public var privateKeys: [Bytes20: PrivateKey] = [:]
    /// Trees by the output key.
    public var taprootTrees: [XOnlyPublicKey: TaprootBuilder] = [:]
    /// Aggregate keys and the keys that they are made of (BIP327).
    public var aggregateKeys: [PublicKey: [PublicKey]] = [:]

    /// Nothing known.
    public init() {}

    /// Learns a script.
    public mutating func add(_ script: Script) {
        let hash = Hash160.hash(script.bytes.rawSpan)
        if scripts[hash] == nil { scripts[hash] = script }
    }

    /// Learns a public key.
    public mutating func add(_ key: PublicKey) {
        let hash = key.hash
        if publicKeys[hash] == nil { publicKeys[hash] = key }
    }

    /// Learns a private key and its public half.
    public mutating func add(_ key: PrivateKey) {
        let publicKey = key.publicKey
        add(publicKey)
        privateKeys[publicKey.hash] = key
    }

    /// Learns all that another knows. What was known stays.
    public mutating func merge(_ other: FlatSigningProvider) {
        scripts.merge(other.scripts) { old, _ in old }
        publicKeys.merge(other.publicKeys) { old, _ in old }
        origins.merge(other.origins) { old, _ in old }
        privateKeys.merge(other.privateKeys) { old, _ in old }
        taprootTrees.merge(other.taprootTrees) { old, _ in old }
        aggregateKeys.merge(other.aggregateKeys) { old, _ in old }
    }

    /// The script with this hash.
    public func script(_ hash: Bytes20) -> Script? { scripts[hash] }
    /// The public key with this hash.
    public func publicKey(_ hash: Bytes20) -> PublicKey? { publicKeys[hash] }
    /// The private key of the public key with this hash.
    public func privateKey(_ hash: Bytes20) -> PrivateKey? { privateKeys[hash] }
    /// Where the key with this hash comes from.
    public func keyOrigin(_ hash: Bytes20) -> KeyOrigin? { origins[hash]?.origin }
    /// The spend data of a known tree.
    public func taprootSpendData(_ output: XOnlyPublicKey) -> TaprootSpendData? {
        taprootTrees[output]?.spendData
    }
    /// The tree of a taproot output.
    public func taprootTree(_ output: XOnlyPublicKey) -> TaprootBuilder? { taprootTrees[output] }
}
