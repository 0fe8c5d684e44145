import BitcoinCrypto
import BitcoinPrimitives

/// What another provider knows, less its secrets, its origins, or both.
public struct HidingSigningProvider: SigningProvider {
    private let provider: any SigningProvider
    private let hidesSecrets: Bool
    private let hidesOrigins: Bool

    /// Hides parts of what `provider` knows.
    public init(_ provider: any SigningProvider, hidesSecrets: Bool, hidesOrigins: Bool) {
        self.provider = provider
        self.hidesSecrets = hidesSecrets
        self.hidesOrigins = hidesOrigins
    }

    /// The provider's script.
    public func script(_ hash: Bytes20) -> Script? { provider.script(hash) }
    /// The provider's key.
    public func publicKey(_ hash: Bytes20) -> PublicKey? { provider.publicKey(hash) }
    /// The provider's key, unless it is hidden.
    public func privateKey(_ hash: Bytes20) -> PrivateKey? {
        hidesSecrets ? nil : provider.privateKey(hash)
    }
    /// The provider's origin, unless it is hidden.
    public func keyOrigin(_ hash: Bytes20) -> KeyOrigin? { hidesOrigins ? nil : provider.keyOrigin(hash) }
    /// The provider's data.
    public func taprootSpendData(_ output: XOnlyPublicKey) -> TaprootSpendData? {
        provider.taprootSpendData(output)
    }
    /// The provider's tree.
    public func taprootTree(_ output: XOnlyPublicKey) -> TaprootBuilder? { provider.taprootTree(output) }
    /// The provider's aggregate keys.
    public var aggregateKeys: [PublicKey: [PublicKey]] { provider.aggregateKeys }
}

/// What several providers know: the first that knows something is asked.
public struct CombinedSigningProvider: SigningProvider {
    private let providers: [any SigningProvider]

    /// Asks `providers` in order.
    public init(_ providers: [any SigningProvider]) { self.providers = providers }

    private func first<Value>(_ look: (any SigningProvider) -> Value?) -> Value? {
        for provider in providers {
            if let value = look(provider) { return value }
        }
        return nil
    }

    /// The first script.
    public func script(_ hash: Bytes20) -> Script? { first { $0.script(hash) } }
    /// The first key.
    public func publicKey(_ hash: Bytes20) -> PublicKey? { first { $0.publicKey(hash) } }
    /// The first key.
    public func privateKey(_ hash: Bytes20) -> PrivateKey? { first { $0.privateKey(hash) } }
    /// The first origin.
    public func keyOrigin(_ hash: Bytes20) -> KeyOrigin? { first { $0.keyOrigin(hash) } }
    /// The first data.
    public func taprootSpendData(_ output: XOnlyPublicKey) -> TaprootSpendData? {
        first { $0.taprootSpendData(output) }
    }
    /// The first tree.
    public func taprootTree(_ output: XOnlyPublicKey) -> TaprootBuilder? { first { $0.taprootTree(output) } }
    /// All aggregate keys.
    public var aggregateKeys: [PublicKey: [PublicKey]] {
        providers.reduce(into: [:]) { all, provider in
            all.merge(provider.aggregateKeys) { old, _ in old }
        }
    }
}
