import BitcoinCommands
import BitcoinCrypto
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport

/// Carries out the commands about addresses, and about messages that their keys sign.
struct AddressHandlers: Sendable {
    let table: RPCTable
    let format: AddressFormat

    /// Serves the commands.
    func register() {
        table.register(AddressCommands.validateAddress) { try validate($0) }
        table.register(AddressCommands.createMultisig) { try createMultisig($0) }
        table.register(AddressCommands.signMessageWithPrivateKey) { try sign($0) }
        table.register(AddressCommands.verifyMessage) { try verify($0) }
        DescriptorHandlers(table: table, format: format).register()
    }

    private func validate(_ request: RPCRequest) throws -> JSONValue {
        let destination: Destination
        do throws(AddressError) {
            // The type of the argument was checked before.
            destination = try Destination(address: request[0].string ?? "", format)
        } catch {
            return .members(
                ("isvalid", false), ("error_locations", .array(error.positions.map { .integer($0) })),
                ("error", .string(error.description)))
        }
        var object = JSONObject([
            ("isvalid", true), ("address", .string(destination.address(format))),
            ("scriptPubKey", .string(destination.script.hex)),
        ])
        if let isScript = destination.isScript { object.append("isscript", .bool(isScript)) }
        object.append("iswitness", .bool(destination.witnessProgram != nil))
        if let program = destination.witnessProgram {
            object.append("witness_version", .integer(program.version))
            object.append("witness_program", .string(program.program.hex))
        }
        return .object(object)
    }

    // MARK: Multisig

    private func createMultisig(_ request: RPCRequest) throws -> JSONValue {
        let required = try request.integer("nrequired", as: Int32.self)
        let keys = try request.array("keys").map { try publicKey($0.requireString()) }
        let name = try request.string("address_type")
        guard let type = OutputType(rawValue: name) else {
            throw RPCError(.invalidAddressOrKey, "Unknown address type '\(name)'")
        }
        guard type != .bech32m else {
            throw RPCError(
                .invalidAddressOrKey, "createmultisig cannot create bech32m multisig addresses")
        }
        try check(Int(required), of: keys.count)
        let script = Script.multisig(required: Int(required), keys)
        // Keys of other forms do not go into a witness.
        let possible = keys.allSatisfy(\.isCompressed) ? type : .legacy
        guard possible != .legacy || script.count <= Script.maximumElementSize else {
            throw RPCError(
                .invalidParameter,
                "redeemScript exceeds size limit: \(script.count) > \(Script.maximumElementSize)")
        }
        let (destination, provider) = Self.destination(of: script, possible)
        let descriptor = Descriptor.infer(destination.script, provider: provider, format: format)
        var object = JSONObject([
            ("address", .string(destination.address(format))), ("redeemScript", .string(script.hex)),
            ("descriptor", .string(descriptor.text)),
        ])
        if descriptor.outputType != type {
            object.append(
                "warnings",
                [
                    .string(
                        "Unable to make chosen address type, please ensure no uncompressed public keys are "
                            + "present.")
                ])
        }
        return .object(object)
    }

    private func check(_ required: Int, of count: Int) throws(RPCError) {
        guard required >= 1 else {
            throw RPCError(
                .invalidParameter, "a multisignature address must require at least one key to redeem")
        }
        guard count >= required else {
            throw RPCError(
                .invalidParameter,
                "not enough keys supplied (got \(count) keys, but need at least \(required) to redeem)")
        }
        guard count <= Script.maximumMultisigKeys else {
            throw RPCError(
                .invalidParameter,
                "Number of keys involved in the multisignature address creation > "
                    + "\(Script.maximumMultisigKeys)\nReduce the number")
        }
    }

    private func publicKey(_ text: String) throws(RPCError) -> PublicKey {
        guard let bytes = Hex.decode(text), !bytes.isEmpty else {
            throw RPCError(.invalidAddressOrKey, "Pubkey \"\(text)\" must be a hex string")
        }
        guard bytes.count == 33 || bytes.count == 65 else {
            throw RPCError(
                .invalidAddressOrKey, "Pubkey \"\(text)\" must have a length of either 33 or 65 bytes")
        }
        guard let key = PublicKey(bytes) else {
            throw RPCError(.invalidAddressOrKey, "Pubkey \"\(text)\" must be cryptographically valid.")
        }
        return key
    }

    /// The destination that a script is paid to by, and what there is to know about it.
    private static func destination(
        of script: Script, _ type: OutputType
    ) -> (Destination, FlatSigningProvider) {
        var provider = FlatSigningProvider()
        provider.add(script)
        guard type != .legacy else { return (.scriptHash(of: script), provider) }
        let witness = Destination.witnessScriptHash(of: script)
        provider.add(witness.script)
        return (type == .bech32 ? witness : .scriptHash(of: witness.script), provider)
    }

    // MARK: Messages

    private func sign(_ request: RPCRequest) throws -> JSONValue {
        guard let key = PrivateKey(walletImport: try request.string("privkey"), format) else {
            throw RPCError(.invalidAddressOrKey, "Invalid private key")
        }
        return .string(Base64.encode(SignedMessage.sign(try request.string("message"), with: key)))
    }

    private func verify(_ request: RPCRequest) throws -> JSONValue {
        let (message, address) = try (request.string("message"), request.string("address"))
        let signature = Base64.decode(try request.string("signature"))
        do throws(SignedMessage.Problem) {
            try SignedMessage.verify(message, signature: signature, address: address, format)
            return true
        } catch {
            switch error {
            case .invalidAddress: throw RPCError(.invalidAddressOrKey, "Invalid address")
            case .addressWithoutKey: throw RPCError(.typeError, "Address does not refer to key")
            case .malformedSignature: throw RPCError(.typeError, "Malformed base64 encoding")
            case .unrecoverableKey, .notSigned: return false
            }
        }
    }
}

extension Destination {
    /// Whether a script has to be shown to spend; `nil` where that is not known.
    fileprivate var isScript: Bool? {
        switch self {
        case .publicKeyHash, .witnessKeyHash: false
        case .scriptHash, .witnessScriptHash, .taproot, .anchor: true
        case .witnessUnknown: nil
        }
    }
}
