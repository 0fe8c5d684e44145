import BitcoinCommands
import BitcoinCrypto
import BitcoinInterfaces
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport
import BitcoinTransactions

/// Commands about coins.
extension WalletCommandHandlers {
    func registerCoinCommands() {
        bind(WalletCoinCommands.listUnspent) { wallet, request in try await wallet.listUnspent(request) }
        bind(WalletCoinCommands.lockUnspent) { wallet, request in try wallet.lockUnspent(request) }
        bind(WalletCoinCommands.listLockUnspent) { wallet, _ in
            .array(
                wallet.ledger.lockedCoins.keys.sorted().map {
                    .members(("txid", .string("\($0.txid)")), ("vout", .integer($0.index)))
                })
        }
    }
}

extension Wallet {
    fileprivate func listUnspent(_ request: RPCRequest) async throws -> JSONValue {
        var control = CoinControl(options)
        control.minimumDepth = try request.integer("minconf")
        control.maximumDepth = try request.integer("maxconf")
        control.includesUnsafe = try request.bool("include_unsafe")
        var wanted: Set<Script> = []
        for value in try request.array("addresses") {
            let text = try value.requireString()
            let script = try destination(text, "Invalid Bitcoin address: \(text)").script
            guard wanted.insert(script).inserted else {
                throw RPCError(.invalidParameter, "Invalid parameter, duplicated address: \(text)")
            }
        }
        var filter = CoinFilter()
        filter.checksVersion = false
        try request.checkOptions("query_options")
        filter.minimumAmount = try request.given("minimumAmount")?.requireAmount() ?? .zero
        if let amount = request.given("maximumAmount") { filter.maximumAmount = try amount.requireAmount() }
        if let amount = request.given("minimumSumAmount") { filter.minimumSum = try amount.requireAmount() }
        if let count = request.given("maximumCount") { filter.maximumCount = try count.requireInteger() }
        if let includes = request.given("include_immature_coinbase") {
            filter.includesImmature = try includes.requireBool()
        }
        let relations = try await mempoolRelations()
        let coins = availableCoins(control, filter, relations: relations).filter {
            wanted.isEmpty || wanted.contains($0.coin.output.scriptPubKey)
        }
        // To find out about a script takes as long as to verify a signature, and addresses can have many coins.
        var known: [Script: ScriptDescription] = [:]
        return .array(
            coins.map { available in
                let coin = available.coin
                let script = coin.output.scriptPubKey
                let description = known[script] ?? describe(script, isSolvable: coin.inputSize != nil)
                known[script] = description
                return describe(coin, description, relations[coin.outPoint.txid])
            })
    }

    /// What coins of one script have in common, in the order in which it is listed.
    private struct ScriptDescription {
        var address = JSONObject()
        var descriptors = JSONObject()
    }

    private func describe(_ script: Script, isSolvable: Bool) -> ScriptDescription {
        var description = ScriptDescription()
        let provider = solvingProvider(for: script)
        if let address = address(of: script) {
            description.address.append("address", .string(address))
            if let label = addressBook[address]?.label { description.address.append("label", .string(label)) }
            if let provider { appendScripts(of: script, provider, to: &description.address) }
        }
        description.address.append("scriptPubKey", .string(script.hex))
        description.descriptors.append("solvable", .bool(isSolvable))
        if isSolvable, let provider {
            let descriptor = Descriptor.infer(script, provider: provider, format: options.format)
            description.descriptors.append("desc", .string(descriptor.text))
        }
        description.descriptors.append("parent_descs", .strings(parentDescriptors(of: script)))
        if flags.contains(.avoidReuse) { description.descriptors.append("reused", .bool(isUsed(script))) }
        return description
    }

    private func describe(
        _ coin: SpendableCoin, _ script: ScriptDescription, _ relations: MempoolRelations?
    ) -> JSONValue {
        var object: JSONObject = [
            "txid": .string("\(coin.outPoint.txid)"), "vout": .integer(coin.outPoint.index),
        ]
        for (name, value) in script.address { object.append(name, value) }
        object.append("amount", .amount(coin.output.value))
        object.append("confirmations", .integer(coin.depth))
        if coin.depth == 0, let relations, relations.isPresent {
            object.append("ancestorcount", .integer(relations.ancestorCount))
            object.append("ancestorsize", .integer(relations.ancestorVirtualSize))
            object.append("ancestorfees", .integer(relations.ancestorFees.satoshis))
        }
        object.append("spendable", true)
        for (name, value) in script.descriptors { object.append(name, value) }
        object.append("safe", .bool(coin.isSafe))
        return .object(object)
    }

    private func appendScripts(
        of script: Script, _ provider: FlatSigningProvider, to object: inout JSONObject
    ) {
        var witnessOutput = script
        if case .scriptHash(let hash) = Destination(script) {
            guard let redeemScript = provider.script(hash) else { return }
            object.append("redeemScript", .string(redeemScript.hex))
            witnessOutput = redeemScript
        }
        guard case .witnessScriptHash(let hash) = Destination(witnessOutput),
            let witnessScript = provider.script(RIPEMD160.hash(hash.rawSpan))
        else { return }
        object.append("witnessScript", .string(witnessScript.hex))
    }

    fileprivate func lockUnspent(_ request: RPCRequest) throws -> JSONValue {
        let unlocks = try request.bool("unlock")
        let isPersistent = try request.bool("persistent")
        guard !request[1].isNull else {
            if unlocks { try unlockAllCoins() }
            return true
        }
        let coins = try request.array("transactions").map { value in
            let coin = try OutPoint(argument: value)
            guard let transaction = ledger[coin.txid]?.transaction else {
                throw RPCError(.invalidParameter, "Invalid parameter, unknown transaction")
            }
            guard coin.index < transaction.outputs.count else {
                throw RPCError(.invalidParameter, "Invalid parameter, vout index out of bounds")
            }
            guard !ledger.isSpent(coin) else {
                throw RPCError(.invalidParameter, "Invalid parameter, expected unspent output")
            }
            let isLocked = ledger.lockedCoins[coin] != nil
            guard !unlocks || isLocked else {
                throw RPCError(.invalidParameter, "Invalid parameter, expected locked output")
            }
            guard unlocks || !isLocked || isPersistent else {
                throw RPCError(.invalidParameter, "Invalid parameter, output already locked")
            }
            return coin
        }
        for coin in coins {
            if unlocks { try unlock(coin) } else { try lock(coin, isPersistent: isPersistent) }
        }
        return true
    }
}

extension OutPoint {
    /// The output that an object with `txid` and `vout` names.
    init(argument: JSONValue) throws {
        _ = try argument.requireObject()
        guard !argument["txid"].isNull else { throw RPCError(.typeError, "Missing txid") }
        guard case .number = argument["vout"] else {
            throw argument["vout"].isNull
                ? RPCError(.typeError, "Missing vout")
                : RPCError(
                    .typeError,
                    "JSON value of type \(argument["vout"].kind.rawValue) for field vout is not of expected type number"
                )
        }
        let txid = Txid(try Hash256(argument: argument["txid"], called: "txid"))
        guard let index = UInt32(exactly: try argument["vout"].requireInteger(as: Int32.self)) else {
            throw RPCError(.invalidParameter, "Invalid parameter, vout cannot be negative")
        }
        self.init(txid: txid, index: index)
    }
}
