import BitcoinCommands
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport

/// Carries out the commands about addresses and descriptors.
struct AddressHandlers: Sendable {
    let table: RPCTable
    let format: AddressFormat

    /// Serves the commands.
    func register() {
        table.register(AddressCommands.validateAddress) { try validate($0) }
        table.register(DescriptorCommands.getDescriptorInfo) { try descriptorInfo($0) }
        table.register(DescriptorCommands.deriveAddresses) { try addresses($0) }
    }

    private func validate(_ request: RPCRequest) throws -> JSONValue {
        let destination: Destination
        do throws(AddressError) {
            destination = try Destination(address: text(request), format)
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

    /// The type of the argument was checked before.
    private func text(_ request: RPCRequest) -> String { request[0].string ?? "" }

    private func descriptorInfo(_ request: RPCRequest) throws -> JSONValue {
        let descriptor = try read(request, requiresChecksum: false)
        return .members(
            ("descriptor", .string(descriptor.description)), ("checksum", .string(descriptor.checksum)),
            ("isrange", false), ("issolvable", .bool(descriptor.isSolvable)),
            ("hasprivatekeys", .bool(descriptor.hasPrivateKeys)))
    }

    private func addresses(_ request: RPCRequest) throws -> JSONValue {
        let descriptor = try read(request, requiresChecksum: true)
        guard request["range"].isNull else {
            throw RPCError(.invalidParameter, "Range should not be specified for an un-ranged descriptor")
        }
        let addresses = try descriptor.scripts.compactMap { script -> JSONValue? in
            if let destination = Destination(script) { return .string(destination.address(format)) }
            // Of the scripts of "combo" the bare one is passed over.
            if descriptor.scripts.count > 1 { return nil }
            throw RPCError(
                .invalidAddressOrKey, "Descriptor does not have a corresponding address")
        }
        return .array(addresses)
    }

    private func read(_ request: RPCRequest, requiresChecksum: Bool) throws -> Descriptor {
        do {
            return try Descriptor(
                parsing: request.string("descriptor"), format: format, requiresChecksum: requiresChecksum)
        } catch let error as DescriptorError {
            throw RPCError(.invalidAddressOrKey, error.description)
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
