import BitcoinPrimitives
import BitcoinScript

/// Scripts of the common kinds, and the keys that unlock them.
struct Locks {
    /// A key that nobody has the private key of (BIP341).
    private static let unspendableKey = "50929b74c1a04954b78b4b6035e97a5e078a5a0f28ec96d547bfee9ace803ac0"
    /// The first test vector of BIP32, as it is written on test networks.
    private static let root =
        "tprv8ZgxMBicQKsPd7Uf69XL1XwhmjHopUGep8GuEiJDZmbQz6o58LninorQAfcKZWARbtRtfnLcJ5MQ2AtHcQJCCRUcMRvmDUjyEmNUWwx8UbK"
    /// How many different scripts there are of each kind.
    private static let countOfKind: UInt32 = 40

    /// The scripts, one kind after the other in turns.
    private(set) var scripts: [Script] = []
    /// What it takes to sign for them.
    private(set) var provider = FlatSigningProvider()

    init(format: AddressFormat) throws {
        let kinds = [
            "pkh(\(Self.root)/0/*)",
            "wpkh(\(Self.root)/1/*)",
            "sh(multi(2,\(Self.root)/2/*,\(Self.root)/3/*,\(Self.root)/4/*))",
            "tr(\(Self.root)/5/*)",
            "tr(\(Self.unspendableKey),pk(\(Self.root)/6/*))",
        ]
        var keys = FlatSigningProvider()
        let descriptors = try kinds.flatMap { try Descriptor.parse($0, format: format, keys: &keys) }
        for position in 0..<Self.countOfKind {
            for descriptor in descriptors {
                guard let expansion = descriptor.expand(at: position, provider: keys) else { continue }
                scripts += expansion.scripts
                provider.merge(expansion.provider)
                provider.merge(descriptor.privateKeys(at: position, provider: keys))
            }
        }
    }
}
