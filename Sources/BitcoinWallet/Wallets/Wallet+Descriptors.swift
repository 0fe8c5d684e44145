import BitcoinCrypto
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport

/// Which descriptors a wallet has, and what comes from them.
extension Wallet {
    /// Whether the keys are encrypted.
    var isEncrypted: Bool { !masterKeys.isEmpty }

    /// Whether the passphrase has to be entered before keys can be used.
    var isLocked: Bool { isEncrypted && encryptionKey == nil }

    /// Adds a descriptor with its addresses, or puts it in the place of what it was, and writes all that.
    func add(_ manager: DescriptorManager) throws {
        var manager = manager
        try database.transaction {
            try write(manager)
            guard try topUp(&manager, count: options.keypoolSize) else {
                throw WalletError("Could not top up scriptPubKeys")
            }
        }
        managers[manager.id] = manager
        noteBirth(Int64(clamping: manager.record.creationTime))
    }

    /// Writes a descriptor with its keys.
    func write(_ manager: DescriptorManager) throws {
        try database.write(manager.record, id: manager.id)
        for key in manager.keys.values { try database.write(key, id: manager.id) }
        for entry in manager.encryptedKeys.values {
            try database.write(encryptedKey: entry.secret, of: entry.publicKey, id: manager.id)
        }
    }

    /// Has addresses ready, and writes what came of that. Says whether that was possible.
    @discardableResult
    func topUp(_ manager: inout DescriptorManager, count: Int32) throws -> Bool {
        let knownCache = manager.cache
        let knownRecord = manager.record
        guard let scripts = try manager.topUp(count, encryptionKey: encryptionKey) else { return false }
        for script in scripts { owners[script, default: []].insert(manager.id) }
        if !scripts.isEmpty { addressesChanged = true }
        try database.write(manager.cache, besides: knownCache, id: manager.id)
        if manager.record != knownRecord { try database.write(manager.record, id: manager.id) }
        return true
    }

    /// Has addresses of every descriptor ready.
    func topUpAll(count: Int32? = nil) throws {
        let count = count ?? options.keypoolSize
        try database.transaction {
            for id in managers.keys.sorted() {
                guard var manager = managers[id] else { continue }
                try topUp(&manager, count: count)
                managers[id] = manager
            }
        }
    }

    /// Makes a descriptor the one that addresses of its type come from.
    func activate(_ id: Hash256, type: OutputType, isInternal: Bool) throws {
        try database.transaction {
            try database.writeActive(id, type: type.recordNumber, isInternal: isInternal)
            if isInternal {
                activeInternal[type] = id
                if activeExternal[type] == id {
                    try database.eraseActive(type: type.recordNumber, isInternal: false)
                    activeExternal[type] = nil
                }
            } else {
                activeExternal[type] = id
                if activeInternal[type] == id {
                    try database.eraseActive(type: type.recordNumber, isInternal: true)
                    activeInternal[type] = nil
                }
            }
        }
    }

    /// Addresses of a type come from this descriptor no longer.
    func deactivate(_ id: Hash256, type: OutputType, isInternal: Bool) throws {
        guard (isInternal ? activeInternal : activeExternal)[type] == id else { return }
        try database.eraseActive(type: type.recordNumber, isInternal: isInternal)
        if isInternal { activeInternal[type] = nil } else { activeExternal[type] = nil }
    }

    /// The descriptors that addresses come from.
    var activeIDs: Set<Hash256> { Set(activeExternal.values).union(activeInternal.values) }

    /// Whether a descriptor is for change; `nil` if no addresses come from it.
    func isInternal(_ id: Hash256) -> Bool? {
        if activeExternal.values.contains(id) { return false }
        return activeInternal.values.contains(id) ? true : nil
    }

    /// Makes a new master key and the eight descriptors that come from it.
    func generateDescriptors() throws {
        let master = try Self.randomExtendedKey()
        try database.transaction {
            for isInternal in [false, true] {
                for type in OutputType.allCases {
                    try addDescriptor(of: master, type: type, isInternal: isInternal)
                }
            }
        }
    }

    /// Adds the descriptor for a type of address that comes from a master key, and makes it active.
    @discardableResult
    func addDescriptor(
        of master: ExtendedPrivateKey, type: OutputType, isInternal: Bool
    ) throws -> DescriptorManager {
        let descriptor = try standardDescriptor(of: master.publicKey, type: type, isInternal: isInternal)
        let record = DescriptorRecord(
            text: descriptor.text, creationTime: UInt64(clamping: NodeClock.now), nextIndex: 0, rangeStart: 0,
            rangeEnd: 0)
        var manager = DescriptorManager(descriptor, record: record)
        _ = try manager.add([master.key], encryptionKey: encryptionKey)
        try add(manager)
        try activate(manager.id, type: type, isInternal: isInternal)
        return managers[manager.id] ?? manager
    }

    /// The descriptor for a type of address that comes from a master key.
    func standardDescriptor(
        of master: ExtendedPublicKey, type: OutputType, isInternal: Bool
    ) throws -> Descriptor {
        let text = Self.standardText(
            master.text(options.format), type: type, isInternal: isInternal,
            isTestNetwork: options.parameters.chain != .main)
        guard let descriptor = try Descriptor.parse(text, format: options.format).first else {
            throw WalletError("The descriptor \(text) cannot be read")
        }
        return descriptor
    }

    /// The text of the descriptor for a type of address (BIP 44, 49, 84 and 86).
    private static func standardText(
        _ key: String, type: OutputType, isInternal: Bool, isTestNetwork: Bool
    ) -> String {
        let path = "/\(isTestNetwork ? 1 : 0)h/0h/\(isInternal ? 1 : 0)/*"
        return switch type {
        case .legacy: "pkh(\(key)/44h\(path))"
        case .scriptHashWitness: "sh(wpkh(\(key)/49h\(path)))"
        case .bech32: "wpkh(\(key)/84h\(path))"
        case .bech32m: "tr(\(key)/86h\(path))"
        }
    }

    /// Notes that something concerns the wallet from this time on.
    func noteBirth(_ time: Int64) {
        birthTime = min(birthTime ?? .max, max(1, time))
    }
}
