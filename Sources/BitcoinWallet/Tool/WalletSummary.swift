import BitcoinPrimitives
import BitcoinScript

/// What `bitcoin-wallet info` shows of a wallet.
struct WalletSummary: Equatable {
    /// The wallet's name.
    var name: String
    /// Whether scripts come from descriptors.
    var hasDescriptors: Bool
    /// Whether there is a passphrase.
    var isEncrypted: Bool
    /// Whether every descriptor that addresses come from gives ever new ones.
    var isHierarchical: Bool
    /// How many addresses are ready.
    var keypoolSize: Int
    /// How many transactions are in the file.
    var transactionCount: Int
    /// How many addresses have a label or a purpose.
    var addressCount: Int

    /// Looks into the contents of a file. Throws if a descriptor cannot be used.
    init(_ contents: WalletContents, name: String, format: AddressFormat) throws {
        self.name = name
        hasDescriptors = contents.flags?.contains(.descriptors) ?? false
        isEncrypted = !contents.masterKeys.isEmpty
        var managers: [Hash256: DescriptorManager] = [:]
        for (id, descriptor) in contents.descriptors {
            managers[id] = try DescriptorManager(descriptor, id: id, format: format)
        }
        let activeIDs = Set(contents.activeExternal.values).union(contents.activeInternal.values)
        let active = activeIDs.compactMap { managers[$0] }
        isHierarchical = !active.isEmpty && active.allSatisfy(\.isRange)
        keypoolSize = active.reduce(0) { $0 + $1.unusedCount }
        transactionCount = Set(contents.transactions.map(\.transaction.txid)).count
        addressCount =
            Set(contents.labels.keys).union(contents.purposes.keys).union(contents.destinationData.keys).count
    }

    /// The text for the user.
    var text: String {
        """
        Wallet info
        ===========
        Name: \(name)
        Format: \(WalletFileFormat.sqlite.rawValue)
        Descriptors: \(Self.word(hasDescriptors))
        Encrypted: \(Self.word(isEncrypted))
        HD (hd seed available): \(Self.word(isHierarchical))
        Keypool Size: \(keypoolSize)
        Transactions: \(transactionCount)
        Address Book: \(addressCount)

        """
    }

    private static func word(_ value: Bool) -> String { value ? "yes" : "no" }
}
