import BitcoinCommands
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport

/// Carries out the commands about descriptors.
struct DescriptorHandlers: Sendable {
    let table: RPCTable
    let format: AddressFormat

    /// Serves the commands.
    func register() {
        table.register(DescriptorCommands.getDescriptorInfo) { try information($0) }
        table.register(DescriptorCommands.deriveAddresses) { try deriveAddresses($0) }
    }

    private func read(
        _ request: RPCRequest, keys: inout FlatSigningProvider, requiresChecksum: Bool
    ) throws -> [Descriptor] {
        let text = try request.string("descriptor")
        do throws(DescriptorError) {
            return try Descriptor.parse(
                text, format: format, keys: &keys, requiresChecksum: requiresChecksum)
        } catch {
            throw RPCError(.invalidAddressOrKey, error.description)
        }
    }

    private func information(_ request: RPCRequest) throws -> JSONValue {
        var keys = FlatSigningProvider()
        let descriptors = try read(request, keys: &keys, requiresChecksum: false)
        var object = JSONObject([("descriptor", .string(descriptors[0].text))])
        if descriptors.count > 1 {
            object.append("multipath_expansion", .array(descriptors.map { .string($0.text) }))
        }
        let given = try DescriptorChecksum.verified(request.string("descriptor"), requiresChecksum: false)
        object.append("checksum", .string(given.checksum))
        object.append("isrange", .bool(descriptors[0].isRange))
        object.append("issolvable", .bool(descriptors[0].isSolvable))
        object.append("hasprivatekeys", .bool(!keys.privateKeys.isEmpty))
        return .object(object)
    }

    private func deriveAddresses(_ request: RPCRequest) throws -> JSONValue {
        let value = request["range"]
        let range = value.isNull ? nil : try DescriptorRange(value)
        var keys = FlatSigningProvider()
        let descriptors = try read(request, keys: &keys, requiresChecksum: true)
        if descriptors[0].isRange, range == nil {
            throw RPCError(.invalidParameter, "Range must be specified for a ranged descriptor")
        }
        if !descriptors[0].isRange, range != nil {
            throw RPCError(.invalidParameter, "Range should not be specified for an un-ranged descriptor")
        }
        let lists = try descriptors.map { try addresses($0, range?.indexes ?? 0...0, keys) }
        return lists.count == 1 ? lists[0] : .array(lists)
    }

    private func addresses(
        _ descriptor: Descriptor, _ range: ClosedRange<UInt32>, _ keys: FlatSigningProvider
    ) throws(RPCError) -> JSONValue {
        var addresses: [JSONValue] = []
        for position in range {
            guard let scripts = descriptor.expand(at: position, provider: keys)?.scripts else {
                throw RPCError(.invalidAddressOrKey, "Cannot derive script without private keys")
            }
            for script in scripts {
                if let destination = Destination(script) {
                    addresses.append(.string(destination.address(format)))
                } else if scripts.count == 1 {
                    throw RPCError(
                        .invalidAddressOrKey, "Descriptor does not have a corresponding address")
                }
                // Of the scripts of "combo" the bare one is passed over.
            }
        }
        guard !addresses.isEmpty else { throw RPCError(.miscellaneous, "Unexpected empty result") }
        return .array(addresses)
    }
}
