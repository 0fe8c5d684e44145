import BitcoinCommands
import BitcoinScript
import BitcoinSupport

/// A descriptor that the user wants to have imported, read and checked as far as that goes without a wallet.
struct DescriptorImport {
    /// As the user wrote it, private keys included.
    let text: String
    /// Several if its keys have several paths (BIP389).
    let descriptors: [Descriptor]
    /// The private keys that are in the text.
    let keys: FlatSigningProvider
    /// Whether new addresses are to come from it.
    let isActive: Bool
    /// Whether it is for change; `nil` if the user leaves that open.
    let isInternal: Bool?
    let label: String
    /// The positions that are watched.
    let range: Range<Int32>
    /// The position that gives the next address.
    let nextIndex: Int32
    /// From when on it may have been used, in seconds since 1970.
    let timestamp: Int64

    /// Reads an element of the request.
    ///
    /// - Parameter warnings: learns what the user should know, also if the element is refused.
    init(
        _ request: JSONValue, timestamp: Int64, options: WalletOptions, warnings: inout [String]
    ) throws {
        guard !request["desc"].isNull else { throw RPCError(.invalidParameter, "Descriptor not found.") }
        text = try request["desc"].requireString()
        isActive = request["active"].isNull ? false : try request["active"].requireBool()
        label = try request["label"].label
        self.timestamp = timestamp
        var keys = FlatSigningProvider()
        do throws(DescriptorError) {
            descriptors = try Descriptor.parse(
                text, format: options.format, keys: &keys, requiresChecksum: true)
        } catch {
            throw RPCError(.invalidAddressOrKey, error.description)
        }
        self.keys = keys
        let isInternal = request["internal"]
        guard isInternal.isNull || descriptors.count == 1 else {
            throw RPCError(
                .invalidAddressOrKey, "Cannot have multipath descriptor while also specifying 'internal'")
        }
        self.isInternal = isInternal.isNull ? nil : try isInternal.requireBool()
        (range, nextIndex) = try Self.range(request, descriptors[0], options, &warnings)
        try check(hasLabel: !request["label"].isNull)
    }

    private static func range(
        _ request: JSONValue, _ descriptor: Descriptor, _ options: WalletOptions, _ warnings: inout [String]
    ) throws -> (Range<Int32>, nextIndex: Int32) {
        guard descriptor.isRange else {
            guard request["range"].isNull else {
                throw RPCError(
                    .invalidParameter, "Range should not be specified for an un-ranged descriptor")
            }
            return (0..<1, 0)
        }
        let range: Range<Int32>
        if request["range"].isNull {
            warnings.append("Range not given, using default keypool range")
            range = 0..<max(1, options.keypoolSize)
        } else {
            let indexes = try DescriptorRange(request["range"]).indexes
            // The position after 2^31 - 1 has no number.
            range = Int32(clamping: indexes.lowerBound)..<Int32(clamping: Int64(indexes.upperBound) + 1)
        }
        guard !request["next_index"].isNull else { return (range, range.lowerBound) }
        guard let next = Int32(exactly: try request["next_index"].requireInteger(as: Int64.self)),
            range.contains(next)
        else { throw RPCError(.invalidParameter, "next_index is out of range") }
        return (range, next)
    }

    private func check(hasLabel: Bool) throws(RPCError) {
        let isRange = descriptors[0].isRange
        if isActive, !isRange { throw RPCError(.invalidParameter, "Active descriptors must be ranged") }
        if hasLabel {
            if descriptors.count > 1 {
                throw RPCError(.invalidParameter, "Multipath descriptors should not have a label")
            }
            if isRange { throw RPCError(.invalidParameter, "Ranged descriptors should not have a label") }
            if isInternal == true {
                throw RPCError(.invalidParameter, "Internal addresses should not have a label")
            }
        }
        if isActive, !descriptors[0].isSingleType {
            throw RPCError(.wallet, "Combo descriptors cannot be set to active")
        }
    }

    /// Whether a descriptor is for change: the second of two, if the user says nothing else.
    func isInternal(_ number: Int) -> Bool {
        descriptors.count == 2 ? number == 1 : isInternal ?? false
    }
}
