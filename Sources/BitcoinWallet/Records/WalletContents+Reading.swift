import BitcoinCrypto
import BitcoinInterfaces
import BitcoinPrimitives
import BitcoinScript

extension WalletContents {
    /// Reads a wallet file.
    init(reading database: WalletDatabase) throws {
        self.init()
        try readFlags(database)
        try checkForLegacy(database)
        try readDescriptors(database)
        try readAddresses(database)
        try readMasterKeys(database)
        try readTransactions(database)
    }

    /// Hands over every record of a kind: a reader that stands behind the kind in the key, and the value.
    private func visit(
        _ type: RecordType, in database: WalletDatabase,
        _ body: (inout ByteReader, [UInt8]) throws -> Void
    ) throws {
        let prefix = RecordKey(type).bytes
        try database.visit(prefix: prefix) { key, value in
            var reader = ByteReader(key)
            do {
                try reader.skip(prefix.count)
                try body(&reader, value)
            } catch let error as SerializationError {
                throw WalletLoadError.corrupt("Error reading wallet database: \(type.rawValue): \(error)")
            }
        }
    }

    private mutating func readFlags(_ database: WalletDatabase) throws {
        if let value = try database.value(of: RecordKey(.version).bytes) {
            var reader = ByteReader(value)
            lastVersion = try? reader.read(Int32.self)
        }
        if let value = try database.value(of: RecordKey(.flags).bytes) {
            var reader = ByteReader(value)
            guard let bits = try? reader.read(UInt64.self) else {
                throw WalletLoadError.corrupt(
                    "Error reading wallet database: Unknown non-tolerable wallet flags found")
            }
            let flags = WalletFlags(rawValue: bits)
            guard flags.isUnderstood else { throw WalletLoadError.tooNew }
            self.flags = flags
        }
    }

    private func checkForLegacy(_ database: WalletDatabase) throws {
        let isDescriptorWallet = flags?.contains(.descriptors) ?? true
        guard isDescriptorWallet else { throw WalletLoadError.legacy }
        for type in RecordKey.legacyTypes {
            try database.visit(prefix: RecordKey.prefix(type)) { _, _ in
                throw WalletLoadError.unexpectedLegacyEntry
            }
        }
    }

    // MARK: Descriptors

    private mutating func readDescriptors(_ database: WalletDatabase) throws {
        var found: [Hash256: Descriptor] = [:]
        try visit(.descriptor, in: database) { key, value in
            let id = try key.readHash()
            guard let record = try? DescriptorRecord(serialized: value) else {
                throw WalletLoadError.unknownDescriptor("the record is cut short")
            }
            found[id] = Descriptor(record: record)
        }
        try visit(.descriptorCache, in: database) { key, value in
            let id = try key.readHash()
            let number: UInt32 = try key.read()
            let publicKey = try Self.extendedKey(value)
            if key.isAtEnd {
                found[id]?.cache.setParent(publicKey, of: number)
            } else {
                found[id]?.cache.setDerived(publicKey, of: number, at: try key.read())
            }
        }
        try visit(.descriptorLastHardenedCache, in: database) { key, value in
            let id = try key.readHash()
            found[id]?.cache.setLastHardened(try Self.extendedKey(value), of: try key.read())
        }
        try visit(.descriptorKey, in: database) { key, value in
            let id = try key.readHash()
            guard let publicKey = PublicKey(try key.readLengthPrefixed().array) else {
                throw WalletLoadError.corrupt(
                    "Error reading wallet database: descriptor unencrypted key CPubKey corrupt")
            }
            var value = value
            defer { value.wipe() }
            guard let privateKey = PrivateKeyRecord.decode(value, publicKey: publicKey) else {
                throw WalletLoadError.corrupt(
                    "Error reading wallet database: descriptor unencrypted key CPubKey/CPrivKey corrupt")
            }
            found[id]?.keys[publicKey] = privateKey
        }
        try visit(.descriptorEncryptedKey, in: database) { key, value in
            let id = try key.readHash()
            guard let publicKey = PublicKey(try key.readLengthPrefixed().array) else {
                throw WalletLoadError.corrupt(
                    "Error reading wallet database: descriptor encrypted key CPubKey corrupt")
            }
            var reader = ByteReader(value)
            found[id]?.encryptedKeys[publicKey] = try reader.readLengthPrefixed().array
        }
        descriptors = found
        try readActive(.activeExternal, in: database, into: &activeExternal)
        try readActive(.activeInternal, in: database, into: &activeInternal)
    }

    private static func extendedKey(_ value: [UInt8]) throws -> ExtendedPublicKey {
        var reader = ByteReader(value)
        guard let key = ExtendedPublicKey(try reader.readLengthPrefixed().array) else {
            throw WalletLoadError.corrupt(
                "Error reading wallet database: a cached extended public key is corrupt")
        }
        return key
    }

    private func readActive(
        _ type: RecordType, in database: WalletDatabase, into active: inout [UInt8: Hash256]
    ) throws {
        try visit(type, in: database) { key, value in
            let addressType: UInt8 = try key.read()
            var reader = ByteReader(value)
            active[addressType] = try reader.readHash()
        }
    }

    // MARK: Addresses and keys

    private mutating func readAddresses(_ database: WalletDatabase) throws {
        try visit(.name, in: database) { key, value in
            var reader = ByteReader(value)
            labels[try key.readText()] = try reader.readText()
        }
        try visit(.purpose, in: database) { key, value in
            var reader = ByteReader(value)
            purposes[try key.readText()] = try reader.readText()
        }
        try visit(.destinationData, in: database) { key, value in
            let address = try key.readText()
            var reader = ByteReader(value)
            destinationData[address, default: [:]][try key.readText()] = try reader.readLengthPrefixed().array
        }
    }

    private mutating func readMasterKeys(_ database: WalletDatabase) throws {
        try visit(.masterKey, in: database) { key, value in
            let id: UInt32 = try key.read()
            masterKeys[id] = try MasterKey(serialized: value)
        }
    }

    // MARK: Transactions

    private mutating func readTransactions(_ database: WalletDatabase) throws {
        try visit(.transaction, in: database) { key, value in
            let txid = Txid(try key.readHash())
            let record: TransactionRecord
            do throws(TransactionRecordError) {
                record = try TransactionRecord(serialized: value)
            } catch {
                throw WalletLoadError.corrupt("Error: Corrupt tx record found: \(error)")
            }
            if record.transaction.txid != txid { needsRescan = true }
            transactions.append(record)
        }
        try visit(.transactionVariant, in: database) { key, value in
            let txid = Txid(try key.readHash())
            let variant = try Transaction(serialized: value)
            guard variant.txid == txid else {
                throw WalletLoadError.corrupt("Corrupted witness variant, tx hash differs")
            }
            variants[txid, default: []].append(variant)
        }
        try visit(.lockedCoin, in: database) { key, _ in
            lockedCoins.insert(OutPoint(txid: Txid(try key.readHash()), index: try key.read()))
        }
        if let value = try database.value(of: RecordKey(.orderPositionNext).bytes) {
            var reader = ByteReader(value)
            nextOrderPosition = try reader.read()
        }
        bestBlock =
            try Self.locator(.bestBlock, in: database) ?? Self.locator(.bestBlockLocator, in: database)
    }

    private static func locator(_ type: RecordType, in database: WalletDatabase) throws -> BlockLocator? {
        guard let value = try database.value(of: RecordKey(type).bytes),
            let locator = try? LocatorRecord(serialized: value).locator, !locator.hashes.isEmpty
        else { return nil }
        return locator
    }
}
