import BitcoinCommands
import BitcoinCrypto
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport

/// The extended keys that descriptors are made of (BIP 32).
extension Wallet {
    /// Which descriptors are looked at.
    enum DescriptorChoice {
        case all
        /// Those that new addresses come from.
        case active
        /// Those that only keep a key.
        case unused
    }

    /// The extended keys of descriptors, each with the descriptors that it is in.
    func extendedKeys(of choice: DescriptorChoice) -> [ExtendedPublicKey: [DescriptorManager]] {
        let active = activeIDs
        var keys: [ExtendedPublicKey: [DescriptorManager]] = [:]
        for manager in managers.values {
            let isChosen =
                switch choice {
                case .all: true
                case .active: active.contains(manager.id)
                case .unused: !manager.descriptor.hasScripts
                }
            guard isChosen else { continue }
            for key in manager.descriptor.rootExtendedKeys { keys[key, default: []].append(manager) }
        }
        return keys
    }

    /// The private key of a public key's hash, from any descriptor; `nil` if it is not known, or locked.
    func privateKey(_ hash: Bytes20) -> PrivateKey? {
        for manager in managers.values {
            if let key = manager.privateKey(hash, encryptionKey: encryptionKey) { return key }
        }
        return nil
    }

    /// The private half of an extended key. Throws unless the wallet has it.
    func privateKey(of key: ExtendedPublicKey) throws(RPCError) -> ExtendedPrivateKey {
        guard let secret = privateKey(key.key.hash) else {
            throw RPCError(
                .invalidAddressOrKey, "Private key for \(key.text(options.format)) is not known")
        }
        return ExtendedPrivateKey(secret, of: key)
    }

    /// Reads an extended public key.
    func extendedKey(_ text: String) throws(RPCError) -> ExtendedPublicKey {
        guard let key = ExtendedPublicKey(text, options.format) else {
            throw RPCError(.invalidAddressOrKey, "Unable to parse HD key. Please provide a valid xpub")
        }
        return key
    }

    /// A new extended private key.
    static func randomExtendedKey() throws(WalletError) -> ExtendedPrivateKey {
        guard let key = ExtendedPrivateKey(seed: PrivateKey.random().secretBytes) else {
            throw WalletError("A master key could not be made")
        }
        return key
    }

    /// Adds the descriptors of an address type that come from a key, as far as they are not there yet.
    ///
    /// - Returns: those that were added.
    func addDescriptors(
        of key: ExtendedPrivateKey, type: OutputType, isInternal: [Bool]
    ) throws -> [DescriptorManager] {
        try database.transaction {
            try isInternal.compactMap { isInternal in
                let descriptor = try standardDescriptor(
                    of: key.publicKey, type: type, isInternal: isInternal)
                guard managers[Hash256(descriptor.identifier)] == nil else { return nil }
                return try addDescriptor(of: key, type: type, isInternal: isInternal)
            }
        }
    }

    /// Keeps a key that descriptors can be made from later. Throws if the wallet has it already.
    func keep(_ key: ExtendedPrivateKey) throws {
        let text = "unused(\(key.publicKey.text(options.format)))"
        guard let descriptor = try Descriptor.parse(text, format: options.format).first else {
            throw WalletError("The descriptor \(text) cannot be read")
        }
        guard managers[Hash256(descriptor.identifier)] == nil else {
            throw RPCError(.wallet, "HD key already exists")
        }
        let record = DescriptorRecord(
            text: descriptor.text, creationTime: UInt64(clamping: NodeClock.now), nextIndex: 0, rangeStart: 0,
            rangeEnd: 0)
        var manager = DescriptorManager(descriptor, record: record)
        _ = try manager.add([key.key], encryptionKey: encryptionKey)
        try add(manager)
    }

    /// The extended key that commands mean when the user names none: the only unused one, or the only active one.
    func defaultExtendedKey() throws(RPCError) -> ExtendedPublicKey {
        let unused = extendedKeys(of: .unused).keys
        guard unused.count <= 1 else {
            throw RPCError(
                .invalidAddressOrKey, "Unable to determine which HD key to use. Please specify with 'hdkey'")
        }
        if let key = unused.first { return key }
        let active = extendedKeys(of: .active).keys
        guard !active.isEmpty else {
            throw RPCError(.invalidAddressOrKey, "No active or unused(KEY) descriptor found")
        }
        return try activeExtendedKey()
    }

    /// The extended key of all active descriptors. Throws if there is not just one.
    func activeExtendedKey() throws(RPCError) -> ExtendedPublicKey {
        let keys = extendedKeys(of: .active).keys
        guard keys.count == 1, let key = keys.first else {
            throw RPCError(
                .invalidAddressOrKey,
                "Unable to determine which HD key to use from active descriptors. Please specify with 'hdkey'"
            )
        }
        return key
    }
}
