import BitcoinCommands
import BitcoinCrypto
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport

/// Commands about addresses and labels.
extension WalletCommandHandlers {
    func registerAddressCommands() {
        bind(WalletAddressCommands.getNewAddress, waits: false) { wallet, request in
            guard wallet.canGiveAddresses() else {
                throw RPCError(.wallet, "Error: This wallet has no available keys")
            }
            let label = try request.label("label")
            let type = try request.addressType("address_type") ?? wallet.options.addressType
            return .string(try wallet.newAddress(type: type, label: label))
        }
        bind(WalletAddressCommands.getRawChangeAddress, waits: false) { wallet, request in
            guard wallet.canGiveAddresses(isInternal: true) else {
                throw RPCError(.wallet, "Error: This wallet has no available keys")
            }
            let type = try request.addressType("address_type") ?? wallet.options.changeType
            return .string(try wallet.newChangeAddress(type: type ?? wallet.options.addressType))
        }
        bind(WalletAddressCommands.keypoolRefill, waits: false) { wallet, request in
            try wallet.refillKeypool(request)
        }
        bind(WalletAddressCommands.setLabel, waits: false) { wallet, request in
            let destination = try wallet.destination(try request.string("address"), "Invalid Bitcoin address")
            let label = try request.label("label")
            try wallet.setLabel(
                label, of: destination.address(wallet.options.format),
                purpose: wallet.isOwn(destination.script) ? "receive" : "send")
            return .null
        }
        bind(WalletAddressCommands.getAddressInfo, waits: false) { wallet, request in
            try wallet.addressInformation(try request.string("address"))
        }
        bind(WalletAddressCommands.getAddressesByLabel, waits: false) { wallet, request in
            try wallet.addresses(label: try request.label("label"))
        }
        bind(WalletAddressCommands.listLabels, waits: false) { wallet, request in
            try wallet.labels(purpose: request["purpose"])
        }
        bind(WalletAddressCommands.listAddressGroupings) { wallet, _ in wallet.addressGroupings }
        bind(WalletAddressCommands.signMessage, waits: false) { wallet, request in
            try wallet.signMessage(request)
        }
    }
}

extension Wallet {
    /// Whom an address of this network names.
    func destination(_ address: String, _ complaint: String) throws -> Destination {
        guard let destination = try? Destination(address: address, options.format) else {
            throw RPCError(.invalidAddressOrKey, complaint)
        }
        return destination
    }

    fileprivate func refillKeypool(_ request: RPCRequest) throws -> JSONValue {
        var size: Int32?
        if !request["newsize"].isNull {
            let given: Int64 = try request.integer("newsize")
            guard given >= 0 else {
                throw RPCError(.invalidParameter, "Invalid parameter, expected valid size.")
            }
            size = Int32(clamping: given)
        }
        try requireUnlocked()
        try topUpAll(count: size)
        guard keypoolCounts.all >= Int(size ?? 0) else {
            throw RPCError(.wallet, "Error refreshing keypool.")
        }
        return .null
    }

    fileprivate func addressInformation(_ text: String) throws -> JSONValue {
        let destination: Destination
        do throws(AddressError) {
            destination = try Destination(address: text, options.format)
        } catch {
            let message = error.description
            throw RPCError(.invalidAddressOrKey, message.isEmpty ? "Invalid address" : message)
        }
        let script = destination.script
        let address = destination.address(options.format)
        let provider = solvingProvider(for: script)
        var object: JSONObject = [
            "address": .string(address), "scriptPubKey": .string(script.hex), "ismine": .bool(isOwn(script)),
        ]
        let inferred = provider.map { Descriptor.infer(script, provider: $0, format: options.format) }
        let solvable = inferred?.isSolvable ?? false
        object.append("solvable", .bool(solvable))
        if solvable, let inferred { object.append("desc", .string(inferred.text)) }
        if let text = parentDescriptors(of: script).first {
            object.append("parent_desc", .string(text))
        }
        object.append("iswatchonly", false)
        for (name, value) in describe(destination, provider) { object.append(name, value) }
        object.append("ischange", .bool(isChange(script)))
        if let manager = managers(of: script).first {
            object.append("timestamp", .integer(manager.record.creationTime))
            for (name, value) in origin(of: destination, provider) { object.append(name, value) }
        }
        let label = addressBook[address]?.label
        object.append("labels", label.map { [.string($0)] } ?? [])
        return .object(object)
    }

    private func origin(of destination: Destination, _ provider: FlatSigningProvider?) -> JSONObject {
        guard let provider, let hash = provider.keyHash(of: destination),
            let origin = provider.keyOrigin(hash)
        else { return [:] }
        return [
            "hdkeypath": .string(origin.path.description),
            "hdseedid": "0000000000000000000000000000000000000000",
            "hdmasterfingerprint": .string(origin.fingerprint.description),
        ]
    }

    /// What the form of an address says, and what the wallet knows about what is behind it.
    private func describe(_ destination: Destination, _ provider: FlatSigningProvider?) -> JSONObject {
        switch destination {
        case .publicKeyHash(let hash):
            var object: JSONObject = ["isscript": false, "iswitness": false]
            if let key = provider?.publicKey(hash) {
                object.append("pubkey", .string(Hex.encode(key.bytes)))
                object.append("iscompressed", .bool(key.isCompressed))
            }
            return object
        case .scriptHash(let hash):
            var object: JSONObject = ["isscript": true, "iswitness": false]
            if let script = provider?.script(hash) { append(script, to: &object, provider) }
            return object
        case .witnessKeyHash(let hash):
            var object: JSONObject = [
                "isscript": false, "iswitness": true, "witness_version": 0,
                "witness_program": .string(Hex.encode(hash.bytes)),
            ]
            if let key = provider?.publicKey(hash) {
                object.append("pubkey", .string(Hex.encode(key.bytes)))
            }
            return object
        case .witnessScriptHash(let hash):
            var object: JSONObject = [
                "isscript": true, "iswitness": true, "witness_version": 0,
                "witness_program": .string(Hex.encode(hash.bytes)),
            ]
            if let script = provider?.script(RIPEMD160.hash(hash.rawSpan)) {
                append(script, to: &object, provider)
            }
            return object
        case .taproot(let key):
            return [
                "isscript": true, "iswitness": true, "witness_version": 1,
                "witness_program": .string(Hex.encode(key.bytes)),
            ]
        case .anchor, .witnessUnknown:
            guard let program = destination.witnessProgram else { return [:] }
            var object = JSONObject()
            if destination == .anchor { object.append("isscript", true) }
            object.append("iswitness", true)
            object.append("witness_version", .integer(program.version))
            object.append("witness_program", .string(program.program.hex))
            return object
        }
    }

    /// Adds what the script of a script's hash says.
    private func append(_ script: Script, to object: inout JSONObject, _ provider: FlatSigningProvider?) {
        let template = StandardTemplate(script)
        object.append("script", .string(template.name))
        object.append("hex", .string(script.hex))
        if case .multisig(let required, let keys) = template {
            object.append("sigsrequired", .integer(required))
            object.append("pubkeys", .strings(keys.map(\.hex)))
        }
        guard let inner = Destination(script) else { return }
        let details = describe(inner, provider)
        var embedded = details
        embedded.append("address", .string(inner.address(options.format)))
        embedded.append("scriptPubKey", .string(script.hex))
        if let key = details["pubkey"] { object.append("pubkey", key) }
        object.append("embedded", .object(embedded))
    }

    fileprivate func addresses(label: String) throws -> JSONValue {
        var object = JSONObject()
        for (address, entry) in addressBook.sorted(by: { $0.key < $1.key }) where entry.label == label {
            let purpose = entry.purpose ?? "unknown"
            object.append(address, .members(("purpose", .string(purpose))))
        }
        guard !object.isEmpty else { throw RPCError(.invalidLabelName, "No addresses with label \(label)") }
        return .object(object)
    }

    fileprivate func labels(purpose: JSONValue) throws -> JSONValue {
        var wanted: String?
        if !purpose.isNull, let text = try Optional(purpose.requireString()), !text.isEmpty {
            guard ["send", "receive", "refund"].contains(text) else {
                throw RPCError(
                    .invalidParameter,
                    "Invalid 'purpose' argument, must be a known purpose string, typically 'send', or 'receive'."
                )
            }
            wanted = text
        }
        let labels = addressBook.values.filter { wanted == nil || $0.purpose == wanted }.compactMap(\.label)
        return .strings(Set(labels).sorted())
    }

    fileprivate func signMessage(_ request: RPCRequest) throws -> JSONValue {
        try requireUnlocked()
        let destination = try destination(try request.string("address"), "Invalid address")
        guard case .publicKeyHash(let hash) = destination else {
            throw RPCError(.typeError, "Address does not refer to key")
        }
        for manager in managers(of: destination.script) {
            let provider = manager.signingProvider(for: destination.script, encryptionKey: encryptionKey)
            if let key = provider?.privateKey(hash) {
                return .string(Base64.encode(SignedMessage.sign(try request.string("message"), with: key)))
            }
        }
        throw RPCError(.invalidAddressOrKey, "Private key not available")
    }

    /// Addresses that are known to be of one owner, as they were spent from together.
    fileprivate var addressGroupings: JSONValue {
        var parent: [String: String] = [:]
        func root(_ address: String) -> String {
            var current = address
            while let next = parent[current], next != current { current = next }
            return current
        }
        for transaction in ledger.transactions.values {
            var group: [String] = []
            for input in transaction.transaction.inputs {
                guard let output = ledger.ownOutputs[input.previousOutput],
                    let address = address(of: output.scriptPubKey)
                else { continue }
                group.append(address)
            }
            let spends = !group.isEmpty
            for output in transaction.transaction.outputs where isOwn(output.scriptPubKey) {
                guard let address = address(of: output.scriptPubKey) else { continue }
                if parent[address] == nil { parent[address] = address }
                if spends, isChange(output.scriptPubKey) { group.append(address) }
            }
            for address in group {
                if parent[address] == nil { parent[address] = address }
                parent[root(address)] = root(group[0])
            }
        }
        let balances = addressBalances
        let groups = Dictionary(grouping: parent.keys.sorted(), by: root).sorted { $0.key < $1.key }
        return .array(
            groups.map { _, members in
                .array(
                    members.map { address in
                        var entry: [JSONValue] = [.string(address), .amount(balances[address] ?? .zero)]
                        if let label = addressBook[address]?.label { entry.append(.string(label)) }
                        return .array(entry)
                    })
            })
    }

    /// What can be counted on at each address.
    private var addressBalances: [String: Amount] {
        var balances: [String: Amount] = [:]
        var trusted: Set<Txid> = []
        for (coin, output) in ledger.ownOutputs where !ledger.isSpent(coin) {
            guard let transaction = ledger[coin.txid], !ledger.isImmature(transaction),
                ledger.isTrusted(
                    transaction, spendsUnconfirmedChange: options.spendsUnconfirmedChange, trusted: &trusted),
                let address = address(of: output.scriptPubKey)
            else { continue }
            balances[address, default: .zero] += output.value
        }
        return balances
    }
}
