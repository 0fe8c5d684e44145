import BitcoinPrimitives

/// The kinds of records in a wallet file, by the names that begin their keys.
enum RecordType: String, CaseIterable {
    /// The label of an address.
    case name
    /// What an address is for: `receive`, `send` or `refund`.
    case purpose
    /// Something else about an address, such as that it was spent from.
    case destinationData = "destdata"
    /// A transaction.
    case transaction = "tx"
    /// A form of a transaction with another witness.
    case transactionVariant = "wtxvariant"
    /// A descriptor, with how far its range goes.
    case descriptor = "walletdescriptor"
    /// A private key of a descriptor.
    case descriptorKey = "walletdescriptorkey"
    /// A private key of a descriptor, encrypted.
    case descriptorEncryptedKey = "walletdescriptorckey"
    /// Public keys that a descriptor derives its keys from.
    case descriptorCache = "walletdescriptorcache"
    /// The public keys after the last hardened step of a descriptor's path.
    case descriptorLastHardenedCache = "walletdescriptorlhcache"
    /// The descriptor that new addresses of a type come from.
    case activeExternal = "activeexternalspk"
    /// The descriptor that new change addresses of a type come from.
    case activeInternal = "activeinternalspk"
    /// For old programs: an empty place in the chain, at which they begin anew.
    case bestBlock = "bestblock"
    /// The place in the chain up to which the wallet knows it.
    case bestBlockLocator = "bestblock_nomerkle"
    /// The number that the next transaction gets.
    case orderPositionNext = "orderposnext"
    /// What sets a wallet apart: see ``WalletFlags``.
    case flags
    /// The key that encrypts the keys, encrypted with the passphrase.
    case masterKey = "mkey"
    /// A coin that must not be spent.
    case lockedCoin = "lockedutxo"
    /// The version of the last program that opened the file.
    case version
    /// The least version of a program that may open the file.
    case minimumVersion = "minversion"
    /// Settings of long ago.
    case settings
    /// A transfer between accounts, of long ago.
    case accountEntry = "acentry"
}

/// The key of a record: its kind and what it is about.
struct RecordKey: Hashable {
    /// The bytes in the file.
    let bytes: [UInt8]

    /// The key of the one record of its kind, or the beginning of every key of this kind.
    init(_ type: RecordType) {
        self.init(type) { _ in }
    }

    /// The key of a record of this kind about what the body writes.
    init(_ type: RecordType, _ subject: (inout ByteWriter) -> Void) {
        var writer = ByteWriter()
        writer.writeText(type.rawValue)
        subject(&writer)
        bytes = writer.bytes
    }

    /// Kinds that only wallets without descriptors have: keys, scripts and the like.
    static let legacyTypes = [
        "ckey", "cscript", "defaultkey", "hdchain", "keymeta", "key", "wkey", "pool", "watchmeta", "watchs",
    ]

    /// The beginning of every key of a kind by the kind's name.
    static func prefix(_ type: String) -> [UInt8] {
        var writer = ByteWriter()
        writer.writeText(type)
        return writer.bytes
    }
}

extension ByteWriter {
    /// Appends the length and the UTF-8 bytes of a text.
    mutating func writeText(_ text: String) {
        writeLengthPrefixed(Array(text.utf8))
    }
}

extension ByteReader {
    /// Reads a text with its length.
    mutating func readText() throws(SerializationError) -> String {
        String(decoding: try readLengthPrefixed().array, as: UTF8.self)
    }
}
