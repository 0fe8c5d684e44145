import BitcoinCommands
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport

/// Commands about extended keys.
extension WalletCommandHandlers {
    func registerKeyCommands() {
        bind(WalletDescriptorCommands.getHDKeys, waits: false) { wallet, request in
            try wallet.listExtendedKeys(request["options"])
        }
        bind(WalletDescriptorCommands.createWalletDescriptor, waits: false) { wallet, request in
            try wallet.createDescriptor(request)
        }
        bind(WalletDescriptorCommands.addHDKey, waits: false) { wallet, request in
            try wallet.addExtendedKey(request["hdkey"])
        }
        bind(WalletDescriptorCommands.deriveHDKey, waits: false) { wallet, request in
            try wallet.deriveKey(request)
        }
    }
}

extension JSONValue {
    /// A Boolean member that may be left out.
    fileprivate func flag(_ name: String) throws -> Bool? {
        self[name].isNull ? nil : try self[name].requireBool()
    }
}

extension Wallet {
    func listExtendedKeys(_ wanted: JSONValue) throws -> JSONValue {
        let showsPrivate = try wanted.flag("private") ?? false
        if showsPrivate { try requireUnlocked() }
        let choice: DescriptorChoice = try wanted.flag("active_only") == true ? .active : .all
        let active = activeIDs
        let keys = extendedKeys(of: choice).sorted { $0.key < $1.key }
        return .array(
            try keys.map { key, managers in
                var object: JSONObject = ["xpub": .string(key.text(options.format))]
                let holder = managers.first { $0.hasPrivateKey(key.key.hash) }
                object.append("has_private", .bool(holder != nil))
                if showsPrivate,
                    let secret = holder?.privateKey(key.key.hash, encryptionKey: encryptionKey)
                {
                    object.append("xprv", .string(ExtendedPrivateKey(secret, of: key).text(options.format)))
                }
                let descriptors = try managers.map { manager in
                    guard let text = manager.normalizedText(encryptionKey) else {
                        throw RPCError(.wallet, "Can't get descriptor string.")
                    }
                    return (text: text, isActive: active.contains(manager.id))
                }
                object.append(
                    "descriptors",
                    .array(
                        descriptors.sorted { $0.text < $1.text }.map {
                            .members(("desc", .string($0.text)), ("active", .bool($0.isActive)))
                        }))
                return .object(object)
            })
    }

    func createDescriptor(_ request: RPCRequest) throws -> JSONValue {
        guard let type = try request.addressType("type") else {
            throw RPCError(.invalidAddressOrKey, "Unknown address type ''")
        }
        let wanted = request["options"]
        let isInternal = try wanted.flag("internal").map { [$0] } ?? [false, true]
        try requireUnlocked()
        let key =
            wanted["hdkey"].isNull
            ? try activeExtendedKey() : try extendedKey(wanted["hdkey"].requireString())
        let added = try addDescriptors(of: privateKey(of: key), type: type, isInternal: isInternal)
        guard !added.isEmpty else { throw RPCError(.wallet, "Descriptor already exists") }
        return .members(("descs", .strings(added.compactMap { $0.normalizedText(encryptionKey) })))
    }

    func addExtendedKey(_ given: JSONValue) throws -> JSONValue {
        guard !flags.contains(.disablePrivateKeys) else {
            throw RPCError(.wallet, "addhdkey is not available for wallets without private keys")
        }
        try requireUnlocked()
        let key: ExtendedPrivateKey
        if given.isNull {
            key = try Self.randomExtendedKey()
        } else {
            let text = try given.requireString()
            guard let read = ExtendedPrivateKey(text, options.format) else {
                throw RPCError(
                    .invalidAddressOrKey,
                    ExtendedPublicKey(text, options.format) == nil
                        ? "Could not parse HD key"
                        : "Extended public key (xpub) provided, but extended private key (xprv) is required")
            }
            key = read
        }
        try keep(key)
        return .members(("xpub", .string(key.publicKey.text(options.format))))
    }

    func deriveKey(_ request: RPCRequest) throws -> JSONValue {
        guard !flags.contains(.disablePrivateKeys) else {
            throw RPCError(.wallet, "derivehdkey is not available for watch-only wallets")
        }
        guard let path = DerivationPath(try request.string("path")) else {
            throw RPCError(.invalidParameter, "Invalid BIP32 keypath")
        }
        let wanted = request["options"]
        let showsPrivate = try wanted.flag("private") ?? false
        guard path.hasHardenedStep else {
            throw RPCError(.invalidParameter, "Derivation path requires at least one hardened step")
        }
        try requireUnlocked()
        let master = try privateKey(of: masterKey(wanted["hdkey"]))
        guard let child = master.derived(path) else {
            throw RPCError(.invalidParameter, "Unable to derive HD key at the requested path")
        }
        let origin = "[\(KeyFingerprint(master.publicKey.key))\(path.description.dropFirst())]"
        var object: JSONObject = [
            "origin": .string(origin), "xpub": .string(child.publicKey.text(options.format)),
        ]
        if showsPrivate { object.append("xprv", .string(child.text(options.format))) }
        return .object(object)
    }

    /// The key that is derived from: one that the wallet makes addresses of, or keeps for that.
    private func masterKey(_ given: JSONValue) throws -> ExtendedPublicKey {
        guard !given.isNull else { return try defaultExtendedKey() }
        let key = try extendedKey(given.requireString())
        guard extendedKeys(of: .unused)[key] != nil || extendedKeys(of: .active)[key] != nil else {
            throw RPCError(
                .invalidAddressOrKey, "HD key is not used by an active or unused(KEY) descriptor")
        }
        return key
    }
}
