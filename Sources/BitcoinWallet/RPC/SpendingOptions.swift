import BitcoinCommands
import BitcoinCrypto
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport
import BitcoinTransactions

/// The options of a command that makes a transaction, as they were given.
struct SpendingOptions: Sendable {
    private(set) var values: JSONObject

    /// The options of a request.
    ///
    /// - Parameters:
    ///   - takesPositional: whether fee rate, target and mode may also be given by position.
    ///   - others: options of old that help says nothing of.
    ///   - weighsInputs: whether the inputs say themselves what they weigh, see ``takeWeights(from:)``.
    init(
        _ request: RPCRequest, _ name: String = "options", takesPositional: Bool = false,
        others: [RPCParameter] = [], weighsInputs: Bool = false
    ) throws {
        values = try request[name].isNull ? [:] : request[name].requireObject()
        if takesPositional {
            try takePositional(request)
            try refuseOutdated()
        }
        guard !weighsInputs || values["input_weights"] == nil else {
            throw RPCError(
                .invalidParameter, "Input weights should be specified in inputs rather than in options.")
        }
        try request.checkOptions(name, others: others)
    }

    private mutating func takePositional(_ request: RPCRequest) throws {
        let target = request.positional("conf_target")
        let mode = request.positional("estimate_mode")
        let rate = request.positional("fee_rate")
        if values["conf_target"] != nil || values["estimate_mode"] != nil {
            guard target.isNull, mode.isNull else {
                throw RPCError(
                    .invalidParameter,
                    "Pass conf_target and estimate_mode either as arguments or in the options object, but not both"
                )
            }
        } else {
            values["conf_target"] = target
            values["estimate_mode"] = mode
        }
        if values["fee_rate"] != nil {
            guard rate.isNull else {
                throw RPCError(
                    .invalidParameter,
                    "Pass the fee_rate either as an argument, or in the options object, but not both")
            }
        } else {
            values["fee_rate"] = rate
        }
        if !self["conf_target"].isNull, self["estimate_mode"].isNull || self["estimate_mode"] == "unset" {
            throw RPCError(.invalidParameter, "Specify estimate_mode")
        }
    }

    /// An option; null if it was not given.
    subscript(name: String) -> JSONValue { values[name] ?? .null }

    /// The option under the first of its names that was given.
    func first(_ names: String...) -> JSONValue? {
        names.lazy.compactMap { values[$0] }.first { !$0.isNull }
    }

    /// Whether an option was given.
    func has(_ name: String) -> Bool { !self[name].isNull }

    func bool(_ name: String) throws -> Bool? { try first(name)?.requireBool() }

    /// Throws for names that the commands which take options by position, too, never had.
    private func refuseOutdated() throws {
        let outdated = [
            ("feeRate", "Use fee_rate (sat/vB) instead of feeRate"),
            ("changeAddress", "Use change_address instead of changeAddress"),
            ("changePosition", "Use change_position instead of changePosition"),
            ("lockUnspents", "Use lock_unspents instead of lockUnspents"),
            (
                "subtractFeeFromOutputs",
                "Use subtract_fee_from_outputs instead of subtractFeeFromOutputs"
            ),
        ]
        for (name, message) in outdated where values[name] != nil {
            throw RPCError(.invalidParameter, message)
        }
    }

    /// The weights that inputs were given with.
    mutating func takeWeights(from inputs: JSONValue) {
        let weights = (inputs.array ?? []).filter { !$0["weight"].isNull }
        if !weights.isEmpty { values["input_weights"] = .array(weights) }
    }
}

extension CoinControl {
    /// Takes in how the fee is to be found.
    mutating func setFees(target: JSONValue, mode: JSONValue, rate: JSONValue, overrides: Bool) throws {
        guard rate.isNull else {
            guard target.isNull else {
                throw RPCError(
                    .invalidParameter,
                    "Cannot specify both conf_target and fee_rate. Please provide either a confirmation target in "
                        + "blocks for automatic fee estimation, or an explicit fee rate.")
            }
            guard try mode.isNull || mode.requireString() == "unset" else {
                throw RPCError(
                    .invalidParameter, "Cannot specify both estimate_mode and fee_rate")
            }
            do throws(AmountError) {
                feeRate = FeeRate(satoshisPerKilobyte: try rate.satoshis(decimals: 3))
            } catch {
                throw RPCError(.typeError, error.description)
            }
            overridesFeeRate = overrides
            if signalsReplacement == nil { signalsReplacement = true }
            return
        }
        if !mode.isNull {
            guard let known = FeeMode(rawValue: try mode.requireString().lowercased()) else {
                throw RPCError(
                    .invalidParameter,
                    #"Invalid estimate_mode parameter, must be one of: "unset", "economical", "conservative""#
                )
            }
            feeMode = known
        }
        if !target.isNull {
            let blocks: Int32 = try target.requireInteger()
            guard (1...Wallet.longestConfirmationTarget).contains(blocks) else {
                throw RPCError(
                    .invalidParameter,
                    "Invalid conf_target, must be between 1 and \(Wallet.longestConfirmationTarget)")
            }
            confirmationTarget = blocks
        }
    }

    /// Takes in the depths that coins may have.
    mutating func setDepths(_ options: SpendingOptions, negative: (Int32) -> String) throws {
        if let depth = options.first("minconf") {
            minimumDepth = try depth.requireInteger()
            guard minimumDepth >= 0 else { throw RPCError(.invalidParameter, negative(minimumDepth)) }
        }
        if let depth = options.first("maxconf") {
            maximumDepth = try depth.requireInteger()
            guard maximumDepth >= minimumDepth else {
                throw RPCError(
                    .invalidParameter,
                    "maxconf can't be lower than minconf: \(maximumDepth) < \(minimumDepth)")
            }
        }
    }

    /// Takes in what was said about coins of others: keys, scripts and descriptors.
    mutating func addSolvingData(_ data: JSONValue, _ format: AddressFormat) throws {
        for value in try data["pubkeys"].isNull ? [] : data["pubkeys"].requireArray() {
            let key = try PublicKey(argument: value)
            externalProvider.add(key)
            externalProvider.add(Destination.witnessKeyHash(key.hash).script)
        }
        for value in try data["scripts"].isNull ? [] : data["scripts"].requireArray() {
            let text = try value.requireString()
            guard Hex.isHex(text), let bytes = Hex.decode(text) else {
                throw RPCError(.invalidAddressOrKey, "'\(text)' is not hex")
            }
            externalProvider.add(Script(bytes))
        }
        for value in try data["descriptors"].isNull ? [] : data["descriptors"].requireArray() {
            let text = try value.requireString()
            do throws(DescriptorError) {
                var keys = FlatSigningProvider()
                let descriptors = try Descriptor.parse(
                    text, format: format, keys: &keys, requiresChecksum: true)
                for descriptor in descriptors {
                    if let expansion = descriptor.expand(at: 0, provider: keys) {
                        keys.merge(expansion.provider)
                    }
                }
                externalProvider.merge(keys)
            } catch {
                throw RPCError(
                    .invalidParameter, "Unable to parse descriptor '\(text)': \(error.description)")
            }
        }
    }

    /// Takes in the weights that inputs have when they are signed.
    mutating func addWeights(_ list: JSONValue) throws {
        for value in try list.isNull ? [] : list.requireArray() {
            let txid = Txid(try Hash256(argument: value["txid"], called: "txid"))
            guard case .number = value["vout"] else {
                throw RPCError(.invalidParameter, "Invalid parameter, missing vout key")
            }
            guard let index = UInt32(exactly: try value["vout"].requireInteger(as: Int32.self)) else {
                throw RPCError(.invalidParameter, "Invalid parameter, vout cannot be negative")
            }
            guard case .number = value["weight"] else {
                throw RPCError(.invalidParameter, "Invalid parameter, missing weight key")
            }
            let weight = try value["weight"].requireInteger(as: Int64.self)
            guard weight >= 165 else {
                throw RPCError(
                    .invalidParameter,
                    "Invalid parameter, weight cannot be less than 165 (41 bytes (size of outpoint + sequence + "
                        + "empty scriptSig) * 4 (witness scaling factor)) + 1 (empty witness)")
            }
            guard weight <= CoinSelector.maximumStandardWeight else {
                throw RPCError(
                    .invalidParameter,
                    "Invalid parameter, weight cannot be greater than the maximum standard tx weight of "
                        + "\(CoinSelector.maximumStandardWeight)")
            }
            setWeight(Int(weight), of: OutPoint(txid: txid, index: index))
        }
    }
}

extension PublicKey {
    /// The key that a value gives in hexadecimal.
    init(argument: JSONValue) throws {
        let text = try argument.requireString()
        guard Hex.isHex(text), let bytes = Hex.decode(text) else {
            throw RPCError(.invalidAddressOrKey, "Pubkey \"\(text)\" must be a hex string")
        }
        guard bytes.count == 33 || bytes.count == 65 else {
            throw RPCError(
                .invalidAddressOrKey,
                "Pubkey \"\(text)\" must have a length of either 33 or 65 bytes")
        }
        guard let key = PublicKey(bytes) else {
            throw RPCError(
                .invalidAddressOrKey, "Pubkey \"\(text)\" must be cryptographically valid.")
        }
        self = key
    }
}

extension RPCRequest {
    /// An option that was given; `nil` if it was not.
    func given(_ name: String) -> JSONValue? {
        let value = option(name)
        // As a literal nil would be a JSON null.
        guard !value.isNull else { return Optional.none }
        return value
    }

    /// An argument that was given by position, without its default.
    func positional(_ name: String) -> JSONValue {
        command.position(of: name).map { self[$0] } ?? .null
    }
}
