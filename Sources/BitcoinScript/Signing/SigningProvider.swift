import BitcoinCrypto
import BitcoinPrimitives

/// Whatever knows the scripts and keys that it takes to spend outputs. Everything is looked up by its hash; what is
/// not known is nil.
public protocol SigningProvider: Sendable {
    /// The script whose HASH160 this is. Scripts of the witness are known by the RIPEMD-160 of their SHA-256 too.
    func script(_ hash: Bytes20) -> Script?
    /// The public key with this hash.
    func publicKey(_ hash: Bytes20) -> PublicKey?
    /// The private key of the public key with this hash.
    func privateKey(_ hash: Bytes20) -> PrivateKey?
    /// Where the key with this hash comes from.
    func keyOrigin(_ hash: Bytes20) -> KeyOrigin?
    /// How a taproot output may be spent.
    func taprootSpendData(_ output: XOnlyPublicKey) -> TaprootSpendData?
    /// The tree of a taproot output.
    func taprootTree(_ output: XOnlyPublicKey) -> TaprootBuilder?
    /// Aggregate keys and the keys that they are made of (BIP327).
    var aggregateKeys: [PublicKey: [PublicKey]] { get }
}

extension SigningProvider {
    /// No script.
    public func script(_ hash: Bytes20) -> Script? { nil }
    /// No key.
    public func publicKey(_ hash: Bytes20) -> PublicKey? { nil }
    /// No key.
    public func privateKey(_ hash: Bytes20) -> PrivateKey? { nil }
    /// No origin.
    public func keyOrigin(_ hash: Bytes20) -> KeyOrigin? { nil }
    /// No data.
    public func taprootSpendData(_ output: XOnlyPublicKey) -> TaprootSpendData? { nil }
    /// No tree.
    public func taprootTree(_ output: XOnlyPublicKey) -> TaprootBuilder? { nil }
    /// No aggregate keys.
    public var aggregateKeys: [PublicKey: [PublicKey]] { [:] }

    /// The private key of either point with this X coordinate.
    public func privateKey(xOnly key: XOnlyPublicKey) -> PrivateKey? {
        key.keyHashes.lazy.compactMap { self.privateKey($0) }.first
    }

    /// The public key that is known with this X coordinate.
    public func publicKey(xOnly key: XOnlyPublicKey) -> PublicKey? {
        key.keyHashes.lazy.compactMap { self.publicKey($0) }.first
    }

    /// Where a key with this X coordinate comes from.
    public func keyOrigin(xOnly key: XOnlyPublicKey) -> KeyOrigin? {
        key.keyHashes.lazy.compactMap { self.keyOrigin($0) }.first
    }

    /// Whether an output is, as far as is known, spent with a witness.
    public func isWitnessOutput(_ script: Script) -> Bool {
        if script.witnessProgram != nil { return true }
        guard case .scriptHash(let hash) = Destination(script) else { return false }
        return self.script(hash)?.witnessProgram != nil
    }

    /// The hash of the one key that a destination is of; nil for scripts of other kinds, and for keys unknown.
    public func keyHash(of destination: Destination) -> Bytes20? {
        switch destination {
        case .publicKeyHash(let hash), .witnessKeyHash(let hash): return hash
        case .scriptHash(let hash):
            guard let script = script(hash), case .witnessKeyHash(let inner) = Destination(script) else {
                return nil
            }
            return inner
        case .taproot(let output):
            guard let key = XOnlyPublicKey(output), let data = taprootSpendData(key), data.merkleRoot == nil,
                let internalKey = data.internalKey
            else { return nil }
            return publicKey(xOnly: internalKey)?.hash
        default: return nil
        }
    }
}

/// Knows nothing.
public struct EmptySigningProvider: SigningProvider {
    /// Knows nothing.
    public init() {}
}
