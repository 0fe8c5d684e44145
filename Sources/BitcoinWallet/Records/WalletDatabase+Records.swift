import BitcoinCrypto
import BitcoinInterfaces
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport

/// What is written to a wallet file, kind by kind.
extension WalletDatabase {
    private func write(_ key: RecordKey, _ body: (inout ByteWriter) -> Void) throws {
        var writer = ByteWriter()
        body(&writer)
        try write(writer.bytes, for: key.bytes)
    }

    private func erase(_ key: RecordKey) throws {
        try erase(key.bytes)
    }

    // MARK: The wallet

    func write(flags: WalletFlags) throws {
        try write(RecordKey(.flags)) { $0.write(flags.rawValue) }
    }

    /// Notes which program has opened the file.
    func writeVersion() throws {
        try write(RecordKey(.version)) { $0.write(Int32(ClientVersion.number)) }
    }

    func write(bestBlock locator: BlockLocator) throws {
        // Old programs look here, and begin anew where it is empty.
        try write(RecordKey(.bestBlock)) { $0.write(LocatorRecord(locator: BlockLocator(hashes: []))) }
        try write(RecordKey(.bestBlockLocator)) { $0.write(LocatorRecord(locator: locator)) }
    }

    func write(_ masterKey: MasterKey, id: UInt32) throws {
        try write(RecordKey(.masterKey) { $0.write(id) }) { $0.write(masterKey) }
    }

    func eraseMasterKey(id: UInt32) throws {
        try erase(RecordKey(.masterKey) { $0.write(id) })
    }

    // MARK: Addresses

    func write(label: String, of address: String) throws {
        try write(RecordKey(.name) { $0.writeText(address) }) { $0.writeText(label) }
    }

    func eraseLabel(of address: String) throws {
        try erase(RecordKey(.name) { $0.writeText(address) })
    }

    func write(purpose: String, of address: String) throws {
        try write(RecordKey(.purpose) { $0.writeText(address) }) { $0.writeText(purpose) }
    }

    func erasePurpose(of address: String) throws {
        try erase(RecordKey(.purpose) { $0.writeText(address) })
    }

    /// Notes that coins of an address were spent.
    func writeUsed(_ address: String) throws {
        try write(Self.usedKey(address)) { $0.writeText("1") }
    }

    func eraseUsed(_ address: String) throws {
        try erase(Self.usedKey(address))
    }

    /// Notes what was asked for at an address.
    func write(request: [UInt8], id: String, of address: String) throws {
        try write(Self.requestKey(address, id)) { $0.writeLengthPrefixed(request) }
    }

    func eraseRequest(id: String, of address: String) throws {
        try erase(Self.requestKey(address, id))
    }

    private static func usedKey(_ address: String) -> RecordKey { destinationKey(address, "used") }

    /// "rr" stands for a request to receive.
    static let requestPrefix = "rr"

    private static func requestKey(_ address: String, _ id: String) -> RecordKey {
        destinationKey(address, requestPrefix + id)
    }

    private static func destinationKey(_ address: String, _ name: String) -> RecordKey {
        RecordKey(.destinationData) {
            $0.writeText(address)
            $0.writeText(name)
        }
    }

    /// Removes all that is noted about an address beside label and purpose.
    func eraseDestinationData(of address: String) throws {
        try erase(prefix: RecordKey(.destinationData) { $0.writeText(address) }.bytes)
    }

    // MARK: Descriptors

    func write(_ descriptor: DescriptorRecord, id: Hash256) throws {
        try write(RecordKey(.descriptor) { $0.write(id) }) { $0.write(descriptor) }
    }

    /// Writes what is in one set of cached keys and not in another.
    func write(_ cache: DescriptorCache, besides known: DescriptorCache, id: Hash256) throws {
        for (number, key) in cache.parentKeys where known.parentKeys[number] != key {
            try write(cacheKey(id, number)) { $0.writeLengthPrefixed(key.bytes) }
        }
        for (number, keys) in cache.derivedKeys {
            for (position, key) in keys where known.derivedKeys[number]?[position] != key {
                try write(cacheKey(id, number, position)) { $0.writeLengthPrefixed(key.bytes) }
            }
        }
        for (number, key) in cache.lastHardenedKeys where known.lastHardenedKeys[number] != key {
            let record = RecordKey(.descriptorLastHardenedCache) {
                $0.write(id)
                $0.write(number)
            }
            try write(record) { $0.writeLengthPrefixed(key.bytes) }
        }
    }

    private func cacheKey(_ id: Hash256, _ number: UInt32, _ position: UInt32? = nil) -> RecordKey {
        RecordKey(.descriptorCache) {
            $0.write(id)
            $0.write(number)
            if let position { $0.write(position) }
        }
    }

    func write(_ key: PrivateKey, id: Hash256) throws {
        var value = PrivateKeyRecord.encode(key)
        defer { value.wipe() }
        try write(value, for: Self.key(.descriptorKey, id, key.publicKey).bytes)
    }

    /// Writes an encrypted key, and removes what was there unencrypted.
    func write(encryptedKey: [UInt8], of publicKey: PublicKey, id: Hash256) throws {
        try write(Self.key(.descriptorEncryptedKey, id, publicKey)) { $0.writeLengthPrefixed(encryptedKey) }
        try erase(Self.key(.descriptorKey, id, publicKey))
    }

    private static func key(_ type: RecordType, _ id: Hash256, _ publicKey: PublicKey) -> RecordKey {
        RecordKey(type) {
            $0.write(id)
            $0.writeLengthPrefixed(publicKey.bytes)
        }
    }

    /// Makes a descriptor the one that addresses of a type come from.
    func writeActive(_ id: Hash256, type: UInt8, isInternal: Bool) throws {
        try write(RecordKey(isInternal ? .activeInternal : .activeExternal) { $0.write(type) }) {
            $0.write(id)
        }
    }

    func eraseActive(type: UInt8, isInternal: Bool) throws {
        try erase(RecordKey(isInternal ? .activeInternal : .activeExternal) { $0.write(type) })
    }

    // MARK: Transactions

    /// Writes a transaction with every form of it that is known.
    func write(_ record: TransactionRecord, variants: some Sequence<Transaction>) throws {
        let txid = record.transaction.txid
        for variant in variants {
            let key = RecordKey(.transactionVariant) {
                $0.write(txid.hash)
                $0.write(variant.wtxid.hash)
            }
            try write(key) { $0.write(variant) }
        }
        try write(record.serialized, for: RecordKey(.transaction) { $0.write(txid.hash) }.bytes)
    }

    func eraseTransaction(_ txid: Txid) throws {
        try erase(RecordKey(.transaction) { $0.write(txid.hash) })
        try erase(prefix: RecordKey(.transactionVariant) { $0.write(txid.hash) }.bytes)
    }

    func write(nextOrderPosition: Int64) throws {
        try write(RecordKey(.orderPositionNext)) { $0.write(nextOrderPosition) }
    }

    func writeLocked(_ coin: OutPoint) throws {
        try write(Self.lockKey(coin)) { $0.write(UInt8(ascii: "1")) }
    }

    func eraseLocked(_ coin: OutPoint) throws {
        try erase(Self.lockKey(coin))
    }

    private static func lockKey(_ coin: OutPoint) -> RecordKey {
        RecordKey(.lockedCoin) { $0.write(coin) }
    }
}
