import BitcoinCommands
import BitcoinCrypto
import BitcoinPrimitives
import BitcoinSupport

/// The passphrase.
extension Wallet {
    /// A passphrase is remembered for at most so many seconds.
    static let longestUnlock: Int64 = 100_000_000

    /// Throws unless keys can be used.
    func requireUnlocked() throws {
        guard !isLocked else {
            throw RPCError(
                .unlockNeeded, "Error: Please enter the wallet passphrase with walletpassphrase first.")
        }
    }

    /// Refuses to encrypt a wallet that has nothing to encrypt, is encrypted, or is looking through the chain.
    func requireEncryptable() throws(RPCError) {
        guard !flags.contains(.disablePrivateKeys) else {
            throw RPCError(
                .encryptionFailed, "Error: wallet does not contain private keys, nothing to encrypt.")
        }
        guard !isEncrypted else {
            throw RPCError(
                .wrongEncryptionState,
                "Error: running with an encrypted wallet, but encryptwallet was called.")
        }
        try requireNoScan("encrypting the wallet")
    }

    /// Refuses what would take the keys away from a scan, which may need them to derive further ones.
    func requireNoScan(_ what: String) throws(RPCError) {
        guard scan == nil else {
            throw RPCError(
                .wallet,
                "Error: the wallet is currently being used to rescan the blockchain for related transactions. Please "
                    + "call `abortrescan` before \(what).")
        }
    }

    /// Encrypts every key under a new one, and that one with the passphrase. What was in the clear is not left in the
    /// file.
    func encrypt(passphrase: SecretBytes) throws {
        let key = SecretBytes(count: WalletCipher.keySize) { target in
            var generator = SystemRandomNumberGenerator()
            for index in target.indices { target[index] = .random(in: .min ... .max, using: &generator) }
        }
        let masterKey = try Self.masterKey(of: key, passphrase: passphrase)
        log("Encrypting Wallet with an nDeriveIterations of \(masterKey.rounds)")
        let id = (masterKeys.keys.max() ?? 0) + 1
        var encrypted: [Hash256: DescriptorManager] = [:]
        try database.transaction {
            try database.write(masterKey, id: id)
            for (id, manager) in managers {
                var manager = manager
                try manager.encrypt(key)
                for entry in manager.encryptedKeys.values {
                    try database.write(encryptedKey: entry.secret, of: entry.publicKey, id: id)
                }
                encrypted[id] = manager
            }
        }
        managers = encrypted
        masterKeys[id] = masterKey
        encryptionKey = key
        defer { lock() }
        // Whoever has seen the keys in the clear should not have those of what comes from now on.
        if !flags.contains(.blank), !flags.contains(.disablePrivateKeys) { try generateDescriptors() }
        try database.rewrite()
    }

    /// Encrypts a key with a passphrase, with as many rounds as take a tenth of a second here.
    private static func masterKey(of key: SecretBytes, passphrase: SecretBytes) throws -> MasterKey {
        var generator = SystemRandomNumberGenerator()
        let salt = (0..<WalletCipher.saltSize).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        var masterKey = MasterKey(encryptedKey: [], salt: salt)
        for _ in 0..<2 {
            let start = ContinuousClock.now
            _ = WalletCipher.derive(passphrase: passphrase, salt: salt, rounds: masterKey.rounds, method: 0)
            let taken = max(start.duration(to: .now), .microseconds(1))
            let wanted = Double(masterKey.rounds) * (Duration.milliseconds(100) / taken)
            masterKey.rounds = max(MasterKey.defaultRounds, UInt32(min(wanted, 100_000_000)))
        }
        guard
            let derived = WalletCipher.derive(
                passphrase: passphrase, salt: salt, rounds: masterKey.rounds,
                method: masterKey.derivationMethod),
            let encrypted = WalletCipher.encrypt(
                key, key: derived.key, initialization: derived.initialization)
        else { throw RPCError(.encryptionFailed, "Error: Failed to encrypt the wallet.") }
        masterKey.encryptedKey = encrypted
        return masterKey
    }

    /// The key that a passphrase decrypts; `nil` if it is wrong.
    private func decrypt(_ masterKey: MasterKey, passphrase: SecretBytes) -> SecretBytes? {
        guard
            let derived = WalletCipher.derive(
                passphrase: passphrase, salt: masterKey.salt, rounds: masterKey.rounds,
                method: masterKey.derivationMethod),
            let key = WalletCipher.decrypt(
                masterKey.encryptedKey, key: derived.key, initialization: derived.initialization),
            key.count == WalletCipher.keySize,
            managers.values.allSatisfy({ $0.isDecrypted(by: key) })
        else { return nil }
        return key
    }

    /// Programs of old let wallets be encrypted that have nothing to encrypt.
    func eraseNeedlessMasterKeys() throws {
        guard flags.contains(.disablePrivateKeys), isEncrypted,
            managers.values.allSatisfy({ !$0.isEncrypted })
        else { return }
        log(
            "Detected extraneous encryption keys in this wallet without private keys. Removing extraneous "
                + "encryption keys.")
        for id in masterKeys.keys { try database.eraseMasterKey(id: id) }
        masterKeys = [:]
    }

    /// Remembers a passphrase for some seconds. Says whether it is the right one.
    func unlock(passphrase: SecretBytes, seconds: Int64) throws -> Bool {
        guard let key = masterKeys.values.lazy.compactMap({ self.decrypt($0, passphrase: passphrase) }).first
        else { return false }
        encryptionKey = key
        locksAfterScan = false
        unlockedUntil = NodeClock.now + seconds
        relocking?.cancel()
        relocking = Task { [weak self] in
            try? await Task.sleep(for: .seconds(seconds))
            if !Task.isCancelled { await self?.lockInTime() }
        }
        try topUpAll()
        observers.tell(.statusChanged)
        return true
    }

    /// Forgets the passphrase when its time is over: during a scan, when that has ended.
    private func lockInTime() {
        if scan == nil { lock() } else { locksAfterScan = true }
    }

    /// Forgets the passphrase.
    func lock() {
        locksAfterScan = false
        encryptionKey = nil
        unlockedUntil = 0
        relocking?.cancel()
        relocking = nil
        if isEncrypted { observers.tell(.statusChanged) }
    }

    /// Changes the passphrase. Says whether the old one was right.
    func changePassphrase(from old: SecretBytes, to new: SecretBytes) throws -> Bool {
        for (id, masterKey) in masterKeys {
            guard let key = decrypt(masterKey, passphrase: old) else { continue }
            let changed = try Self.masterKey(of: key, passphrase: new)
            log("Wallet passphrase changed to an nDeriveIterations of \(changed.rounds)")
            try database.write(changed, id: id)
            masterKeys[id] = changed
            return true
        }
        return false
    }
}
