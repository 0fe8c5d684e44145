import BitcoinCrypto
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport

/// A descriptor of a wallet with its keys, its addresses and how far they are used: a pure value.
///
/// Private keys are kept as they are in the file, in the clear or encrypted; encrypted ones are decrypted for each use
/// and wiped after it.
struct DescriptorManager: Sendable {
    /// Names the descriptor in the file: the SHA-256 of its text.
    let id: Hash256
    /// The descriptor.
    let descriptor: Descriptor
    /// What the file notes about it.
    private(set) var record: DescriptorRecord
    /// The public keys that it derives from.
    private(set) var cache: DescriptorCache
    /// The keys in the clear, by the hash of the public key.
    private(set) var keys: [Bytes20: PrivateKey] = [:]
    /// The keys that are encrypted, by the hash of the public key.
    private(set) var encryptedKeys: [Bytes20: (publicKey: PublicKey, secret: [UInt8])] = [:]
    /// Every script with its position.
    private(set) var positions: [Script: Int32] = [:]
    /// A position of every public key, by its hash: others may put our keys into scripts of their own.
    private(set) var keyPositions: [Bytes20: Int32] = [:]
    /// The position after the last one that is in ``positions``.
    private var derivedEnd: Int32

    /// A descriptor that is new to the wallet.
    init(_ descriptor: Descriptor, record: DescriptorRecord, keys: [PrivateKey] = []) {
        self.descriptor = descriptor
        id = Hash256(descriptor.identifier)
        self.record = record
        cache = DescriptorCache()
        derivedEnd = record.rangeStart
        for key in keys { self.keys[key.publicKey.hash] = key }
    }

    /// A descriptor from the file. Throws if its addresses cannot be worked out from what is there.
    init(_ contents: WalletContents.Descriptor, id: Hash256, format: AddressFormat) throws {
        let parsed: [Descriptor]
        do {
            parsed = try Descriptor.parse(contents.record.text, format: format)
        } catch {
            throw WalletLoadError.unknownDescriptor("Invalid descriptor: \(error)")
        }
        guard parsed.count == 1, let descriptor = parsed.first else {
            throw WalletLoadError.unknownDescriptor("Can't load a multipath descriptor from databases")
        }
        guard Hash256(descriptor.identifier) == id else {
            throw WalletLoadError.corrupt(
                "The descriptor ID calculated by the wallet differs from the one in DB")
        }
        self.init(descriptor, record: contents.record, keys: Array(contents.keys.values))
        cache = contents.cache
        for (publicKey, secret) in contents.encryptedKeys {
            encryptedKeys[publicKey.hash] = (publicKey, secret)
        }
        try derive(upTo: record.rangeEnd, provider: FlatSigningProvider())
    }

    // MARK: Questions

    /// Whether there are private keys.
    var hasPrivateKeys: Bool { !keys.isEmpty || !encryptedKeys.isEmpty }

    /// Whether keys are encrypted.
    var isEncrypted: Bool { !encryptedKeys.isEmpty }

    /// Whether it gives more than one address.
    var isRange: Bool { descriptor.isRange }

    /// How many addresses are ready.
    var unusedCount: Int { Int(max(0, record.rangeEnd - record.nextIndex)) }

    /// Whether a new address can be made, at most after deriving more keys.
    func canGiveAddresses(isLocked: Bool) -> Bool {
        descriptor.isRange && (record.nextIndex < record.rangeEnd || !isLocked || descriptor.canExpandItself)
    }

    /// Whether a script is one of the descriptor's.
    func contains(_ script: Script) -> Bool { positions[script] != nil }

    // MARK: Keys

    /// The private keys, decrypted where they are encrypted; `nil` if the key for that is missing or wrong.
    func privateKeys(_ encryptionKey: SecretBytes?) -> [Bytes20: PrivateKey]? {
        guard !encryptedKeys.isEmpty else { return keys }
        guard let encryptionKey else { return nil }
        var decrypted: [Bytes20: PrivateKey] = [:]
        for (hash, entry) in encryptedKeys {
            guard
                let key = WalletCipher.decrypt(entry.secret, publicKey: entry.publicKey, key: encryptionKey)
            else { return nil }
            decrypted[hash] = key
        }
        return decrypted
    }

    /// Whether there is a private key with this hash of its public key.
    func hasPrivateKey(_ hash: Bytes20) -> Bool { keys[hash] != nil || encryptedKeys[hash] != nil }

    /// The private key with this hash of its public key; `nil` if it is not there, or cannot be decrypted.
    func privateKey(_ hash: Bytes20, encryptionKey: SecretBytes?) -> PrivateKey? {
        if let key = keys[hash] { return key }
        guard let entry = encryptedKeys[hash], let encryptionKey else { return nil }
        return WalletCipher.decrypt(entry.secret, publicKey: entry.publicKey, key: encryptionKey)
    }

    private func provider(_ encryptionKey: SecretBytes?) -> FlatSigningProvider {
        var provider = FlatSigningProvider()
        for key in (privateKeys(encryptionKey) ?? [:]).values { provider.add(key) }
        return provider
    }

    /// Whether a key decrypts the keys.
    func isDecrypted(by encryptionKey: SecretBytes) -> Bool {
        encryptedKeys.isEmpty || privateKeys(encryptionKey) != nil
    }

    /// Adds keys that became known.
    mutating func add(_ newKeys: [PrivateKey], encryptionKey: SecretBytes?) throws -> [PrivateKey] {
        var added: [PrivateKey] = []
        for key in newKeys {
            let publicKey = key.publicKey
            guard keys[publicKey.hash] == nil, encryptedKeys[publicKey.hash] == nil else { continue }
            if let encryptionKey {
                guard let secret = WalletCipher.encrypt(key, key: encryptionKey) else {
                    throw WalletError("A key could not be encrypted")
                }
                encryptedKeys[publicKey.hash] = (publicKey, secret)
            } else {
                keys[publicKey.hash] = key
            }
            added.append(key)
        }
        return added
    }

    /// Encrypts the keys that are in the clear.
    mutating func encrypt(_ encryptionKey: SecretBytes) throws {
        let clear = Array(keys.values)
        keys = [:]
        _ = try add(clear, encryptionKey: encryptionKey)
    }

    // MARK: Addresses

    /// Works out addresses until so many are ready, and returns the scripts that are new.
    ///
    /// - Returns: `nil` if private keys are needed for that and not there.
    mutating func topUp(_ count: Int32, encryptionKey: SecretBytes?) throws -> [Script]? {
        let end: Int32
        if descriptor.isRange {
            let (sum, overflow) = record.nextIndex.addingReportingOverflow(max(count, 0))
            end = max(overflow ? Int32.max : sum, record.rangeEnd)
        } else {
            end = 1
        }
        let before = derivedEnd
        let provider =
            end > derivedEnd && !descriptor.canExpandItself
            ? provider(encryptionKey) : FlatSigningProvider()
        do {
            let scripts = try derive(upTo: end, provider: provider)
            record.rangeEnd = max(record.rangeEnd, end)
            return scripts
        } catch is MissingKeys {
            return derivedEnd > before ? [] : nil
        }
    }

    /// Keys that are needed are not there.
    private struct MissingKeys: Error {}

    @discardableResult
    private mutating func derive(upTo end: Int32, provider: FlatSigningProvider) throws -> [Script] {
        var added: [Script] = []
        while derivedEnd < end {
            guard let expansion = expand(at: derivedEnd, provider: provider) else { throw MissingKeys() }
            for hash in expansion.provider.publicKeys.keys where keyPositions[hash] == nil {
                keyPositions[hash] = derivedEnd
            }
            for script in expansion.scripts where positions[script] == nil {
                positions[script] = derivedEnd
                added.append(script)
            }
            derivedEnd += 1
        }
        return added
    }

    /// What is at a position, from the cache if that is enough.
    private mutating func expand(at position: Int32, provider: FlatSigningProvider) -> DescriptorExpansion? {
        let position = UInt32(clamping: position)
        if let expansion = descriptor.expand(at: position, from: cache) { return expansion }
        return descriptor.expand(at: position, provider: provider, caching: &cache)
    }

    /// The script of the next unused position, which is then used; `nil` if none is ready.
    mutating func takeNext() -> Script? {
        guard record.nextIndex < record.rangeEnd,
            let expansion = expand(at: record.nextIndex, provider: FlatSigningProvider())
        else { return nil }
        record.nextIndex += 1
        return expansion.scripts.first
    }

    /// Gives back the last position that was taken.
    mutating func giveBack(_ script: Script) {
        if positions[script] == record.nextIndex - 1 { record.nextIndex -= 1 }
    }

    /// Notes that a script was seen in a transaction, and returns the scripts of the positions that are used with it.
    mutating func markUsed(_ script: Script) -> [Script] {
        guard let position = positions[script], descriptor.isRange, position >= record.nextIndex else {
            return []
        }
        let newlyUsed = record.nextIndex...position
        record.nextIndex = position + 1
        return positions.filter { newlyUsed.contains($0.value) }.sorted { $0.value < $1.value }.map(\.key)
    }

    /// Takes over range, time and position of an import of the same descriptor.
    ///
    /// - Returns: false if the range would no longer hold what it does.
    mutating func update(_ record: DescriptorRecord) -> Bool {
        if isRange {
            guard record.rangeStart <= self.record.rangeStart, record.rangeEnd >= self.record.rangeEnd else {
                return false
            }
        }
        self.record = record
        derivedEnd = record.rangeStart
        positions = [:]
        keyPositions = [:]
        return true
    }

    // MARK: Signing

    /// What is known about how to spend from a script, without private keys.
    func solvingProvider(for script: Script) -> FlatSigningProvider? {
        guard let position = positions[script] else { return nil }
        return publicProvider(at: position)
    }

    private func publicProvider(at position: Int32) -> FlatSigningProvider? {
        let position = UInt32(clamping: position)
        return (descriptor.expand(at: position, from: cache) ?? descriptor.expand(at: position))?.provider
    }

    /// What is known about how to spend from a script, with private keys.
    func signingProvider(for script: Script, encryptionKey: SecretBytes?) -> FlatSigningProvider? {
        guard let position = positions[script] else { return nil }
        return signingProvider(at: position, encryptionKey: encryptionKey)
    }

    /// What is known about a public key with this hash, with the private key; `nil` without that.
    func signingProvider(forKey hash: Bytes20, encryptionKey: SecretBytes?) -> FlatSigningProvider? {
        guard let position = keyPositions[hash],
            let provider = signingProvider(at: position, encryptionKey: encryptionKey),
            provider.privateKeys[hash] != nil
        else { return nil }
        return provider
    }

    private func signingProvider(at position: Int32, encryptionKey: SecretBytes?) -> FlatSigningProvider? {
        guard var provider = publicProvider(at: position) else { return nil }
        guard hasPrivateKeys else { return provider }
        let keys = self.provider(encryptionKey)
        provider.merge(descriptor.privateKeys(at: UInt32(clamping: position), provider: keys))
        return provider
    }

    // MARK: Text

    /// The descriptor with the private keys; `nil` without them.
    func privateText(_ encryptionKey: SecretBytes?) -> String? {
        guard hasPrivateKeys, privateKeys(encryptionKey) != nil else { return nil }
        return descriptor.privateText(provider(encryptionKey))?.text
    }

    /// The descriptor with the public keys after the last hardened steps, as others can use it.
    func normalizedText(_ encryptionKey: SecretBytes? = nil) -> String? {
        descriptor.normalizedText(provider(encryptionKey), cache: cache)
    }
}
