import BitcoinCrypto
import BitcoinInterfaces
import BitcoinPrimitives
import BitcoinScript

/// All that a wallet file says.
struct WalletContents {
    /// A descriptor with what belongs to it.
    struct Descriptor {
        var record: DescriptorRecord
        var cache = DescriptorCache()
        var keys: [PublicKey: PrivateKey] = [:]
        var encryptedKeys: [PublicKey: [UInt8]] = [:]
    }

    /// The version of the program that opened the file last.
    var lastVersion: Int32?
    var flags: WalletFlags?
    var descriptors: [Hash256: Descriptor] = [:]
    /// Labels by address.
    var labels: [String: String] = [:]
    /// Purposes by address.
    var purposes: [String: String] = [:]
    /// Whatever else is said of an address, by name.
    var destinationData: [String: [String: [UInt8]]] = [:]
    /// The descriptors that new addresses come from, by the number of the type of address.
    var activeExternal: [UInt8: Hash256] = [:]
    /// The descriptors that new change addresses come from, by the number of the type of address.
    var activeInternal: [UInt8: Hash256] = [:]
    var masterKeys: [UInt32: MasterKey] = [:]
    var transactions: [TransactionRecord] = []
    /// Forms of a transaction with another witness.
    var variants: [Txid: [Transaction]] = [:]
    var lockedCoins: Set<OutPoint> = []
    var nextOrderPosition: Int64 = 0
    /// Up to where the wallet knows the chain.
    var bestBlock: BlockLocator?
    /// Whether a record is not under the key that it should be under.
    var needsRescan = false
}

/// Why a wallet file cannot be used.
enum WalletLoadError: Error, Hashable {
    /// A record is damaged; the text says which, for the log.
    case corrupt(String)
    /// A flag or descriptor of a later version.
    case tooNew
    /// A descriptor that this version does not understand.
    case unknownDescriptor(String)
    /// A wallet without descriptors.
    case legacy
    /// A wallet with descriptors has records of one without.
    case unexpectedLegacyEntry
    /// Another device should sign.
    case externalSigner
}
