import BitcoinCrypto
import BitcoinInterfaces
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport

/// How wallets come to be.
extension Wallet {
    /// Makes a wallet in a new file.
    static func create(
        name: String, path: String, options: WalletOptions, chain: (any Chain)?, flags: WalletFlags,
        passphrase: Passphrase
    ) async throws -> Wallet {
        let database = try WalletDatabase(path: path, options.database)
        let wallet = Wallet(
            name: name, options: options, chain: chain, database: database,
            flags: flags.union([.descriptors, .lastHardenedKeyCached]))
        try await wallet.fill(passphrase)
        try await wallet.attachNew()
        return wallet
    }

    private func fill(_ passphrase: Passphrase) throws {
        try database.transaction {
            try database.writeVersion()
            try database.write(flags: flags)
            let makesKeys = flags.isDisjoint(with: [.blank, .disablePrivateKeys])
            // A wallet that is encrypted from the start never has keys in the clear.
            if makesKeys, case .none = passphrase { try generateDescriptors() }
        }
        guard case .given(let secret) = passphrase else { return }
        do {
            try encrypt(passphrase: secret)
        } catch {
            throw WalletCreationFailure.encryption
        }
    }

    /// A new wallet has nothing to find in the chain so far.
    private func attachNew() async throws {
        let tip = try await chain?.getTip()
        let locator = if let tip { try await chain?.getLocator(tip.hash) } else { nil as BlockLocator? }
        try await attach(since: locator, knownTo: tip?.height ?? 0, needsScan: false)
    }

    /// Opens the file of a wallet that is there.
    static func load(
        name: String, path: String, options: WalletOptions, chain: (any Chain)?
    ) async throws -> (wallet: Wallet, warnings: [String]) {
        let start = ContinuousClock.now
        let database = try WalletDatabase(path: path, options.database)
        let contents: WalletContents
        do {
            try database.verify()
            contents = try WalletContents(reading: database)
        } catch {
            database.close()
            throw error
        }
        // Before it is asked where the blocks are: the chain goes on meanwhile, and what comes is looked at afterwards.
        let forkHeight = try await Self.forkHeight(of: contents.bestBlock, in: chain)
        let blocks =
            if let chain { try await places(of: contents.blocks, in: chain) } else {
                OfflinePlaces(
                    contents.transactions, heightsBegin: options.parameters.consensus.activationHeights.bip34
                ).blocks
            }
        let wallet = Wallet(
            name: name, options: options, chain: chain, database: database, flags: contents.flags ?? [])
        do {
            try await wallet.take(contents, blocks: blocks)
            let milliseconds = start.duration(to: .now) / .milliseconds(1)
            wallet.log("Wallet completed loading in \(Int(milliseconds))ms")
            try await wallet.attach(
                since: contents.bestBlock, knownTo: forkHeight, needsScan: contents.needsRescan)
        } catch {
            await wallet.close()
            throw error
        }
        var warnings: [String] = []
        if contents.needsRescan {
            warnings.append(
                "Error reading \(path)! Transaction data may be missing or incorrect. Rescanning wallet.")
        }
        return (wallet, warnings)
    }

    /// Up to where the chain is as a wallet has written it.
    static func forkHeight(of stored: BlockLocator?, in chain: (any Chain)?) async throws -> Int32 {
        guard let chain, let stored else { return 0 }
        return try await chain.findLocatorFork(stored)?.height ?? 0
    }

    /// Where blocks are in the chain.
    private static func places(
        of hashes: Set<BlockHash>, in chain: any Chain
    ) async throws -> [BlockHash: BlockRef] {
        var places: [BlockHash: BlockRef] = [:]
        for hash in hashes {
            guard let found = try await chain.findBlock(hash, includeData: false), found.isInActiveChain
            else { continue }
            places[hash] = BlockRef(hash: hash, height: found.height)
        }
        return places
    }

    private func take(_ contents: WalletContents, blocks: [BlockHash: BlockRef]) throws {
        if let version = contents.lastVersion { log("Last client version = \(version)") }
        for (id, descriptor) in contents.descriptors {
            let manager = try DescriptorManager(descriptor, id: id, format: options.format)
            managers[id] = manager
            for script in manager.positions.keys { owners[script, default: []].insert(id) }
            noteBirth(Int64(clamping: manager.record.creationTime))
        }
        guard
            !managers.values.contains(where: { !$0.keys.isEmpty })
                || !managers.values.contains(where: \.isEncrypted)
        else { throw WalletLoadError.corrupt("Wallet contains both unencrypted and encrypted keys") }
        activeExternal = try active(contents.activeExternal)
        activeInternal = try active(contents.activeInternal)
        masterKeys = contents.masterKeys
        try removeExtraneousMasterKeys()
        for (address, label) in contents.labels {
            addressBook[address, default: AddressBookEntry()].label = label
        }
        for (address, purpose) in contents.purposes {
            addressBook[address, default: AddressBookEntry()].purpose = purpose
        }
        for (address, data) in contents.destinationData {
            for (name, value) in data {
                if name == "used" {
                    addressBook[address, default: AddressBookEntry()].isUsed = true
                } else if name.hasPrefix(WalletDatabase.requestPrefix) {
                    let id = String(name.dropFirst(WalletDatabase.requestPrefix.count))
                    addressBook[address, default: AddressBookEntry()].requests[id] = value
                }
            }
        }
        if let bestBlock = contents.bestBlock { baseLocator = bestBlock }
        if chain == nil, let hash = contents.bestBlock?.hashes.first {
            ledger.tip = BlockRef(hash: hash, height: OfflinePlaces.tipHeight)
        }
        loadTransactions(contents, blocks)
        let keyCount = managers.values.reduce(0) { $0 + $1.keys.count }
        let encryptedCount = managers.values.reduce(0) { $0 + $1.encryptedKeys.count }
        log(
            "Descriptors: \(managers.count), Descriptor Keys: \(keyCount) plaintext, \(encryptedCount) encrypted, "
                + "\(keyCount + encryptedCount) total.")
        try database.transaction {
            if contents.lastVersion != Int32(ClientVersion.number) { try database.writeVersion() }
            try eraseNeedlessMasterKeys()
            try topUpAll()
            try writeLedgerIfChanged()
        }
    }

    /// It was possible once to encrypt a wallet that has no private keys.
    private func removeExtraneousMasterKeys() throws {
        guard flags.contains(.disablePrivateKeys), !masterKeys.isEmpty,
            !managers.values.contains(where: \.isEncrypted)
        else { return }
        log(
            "Detected extraneous encryption keys in this wallet without private keys. Removing extraneous encryption keys."
        )
        try database.transaction {
            for id in masterKeys.keys { try database.eraseMasterKey(id: id) }
        }
        masterKeys = [:]
    }

    private func active(_ ids: [UInt8: Hash256]) throws -> [OutputType: Hash256] {
        var active: [OutputType: Hash256] = [:]
        for (number, id) in ids {
            guard let type = OutputType(recordNumber: number), managers[id] != nil else {
                throw WalletLoadError.corrupt("An active descriptor is not there")
            }
            active[type] = id
        }
        return active
    }

    private func loadTransactions(_ contents: WalletContents, _ blocks: [BlockHash: BlockRef]) {
        for coin in contents.lockedCoins { ledger.lockedCoins[coin] = true }
        ledger.nextOrderPosition = contents.nextOrderPosition
        let owners = owners
        for record in contents.transactions.sorted(by: { ($0.orderPosition ?? -1) < ($1.orderPosition ?? -1) }
        ) {
            var position = record.orderPosition ?? -1
            if position < 0 {
                // In files of long ago transactions have no order.
                position = ledger.nextOrderPosition
                ledger.nextOrderPosition += 1
            }
            let transaction = WalletTransaction(
                record, variants: contents.variants[record.transaction.txid] ?? [], orderPosition: position,
                locate: { blocks[$0] })
            ledger.load(transaction, isOwn: { owners[$0] != nil })
            noteBirth(Int64(transaction.time))
        }
        // A coinbase transaction of a block that has left the chain will never be.
        for transaction in ledger.transactions.values
        where transaction.transaction.isCoinbase && transaction.state == .inactive {
            ledger.abandon(transaction.txid)
        }
    }

    private func writeLedgerIfChanged() throws {
        if !ledger.changed.isEmpty || !ledger.unlocked.isEmpty { try writeLedger() }
        ledger.markWritten()
    }
}

/// A passphrase, or that there is none.
enum Passphrase: Sendable {
    case none
    case given(SecretBytes)
}

/// Why a wallet was not made, where the error has a number of its own.
enum WalletCreationFailure: Error {
    case encryption
}

extension WalletContents {
    /// The blocks that transactions refer to.
    fileprivate var blocks: Set<BlockHash> {
        Set(
            transactions.compactMap { record -> BlockHash? in
                switch record.place {
                case .confirmed(let hash, _), .conflicted(let hash): hash
                case .inactive, .abandoned: nil
                }
            })
    }
}
