import BitcoinCommands
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport

/// A descriptor that a request names, as a text or as an object with a range.
struct DescriptorArgument {
    /// What the text stands for: several descriptors if it has several paths.
    let descriptors: [Descriptor]
    /// The private keys in the text.
    let keys: FlatSigningProvider
    /// The positions that the user means.
    let positions: ClosedRange<UInt32>
    /// What the user wrote.
    private let text: String

    /// The positions of a range unless the user says otherwise.
    private static let defaultPositions: ClosedRange<UInt32> = 0...1000

    /// Reads the argument.
    init(_ value: JSONValue, format: AddressFormat) throws {
        var positions = Self.defaultPositions
        switch value {
        case .string(let descriptor):
            text = descriptor
        case .object:
            guard !value["desc"].isNull else {
                throw RPCError(.invalidParameter, "Descriptor needs to be provided in scan object")
            }
            text = try value["desc"].requireString()
            if !value["range"].isNull { positions = try DescriptorRange(value["range"]).indexes }
        default:
            throw RPCError(.invalidParameter, "Scan object needs to be either a string or an object")
        }
        var keys = FlatSigningProvider()
        do throws(DescriptorError) {
            descriptors = try Descriptor.parse(text, format: format, keys: &keys)
        } catch {
            throw RPCError(.invalidAddressOrKey, error.description)
        }
        self.keys = keys
        self.positions = descriptors[0].isRange ? positions : 0...0
    }

    /// What the descriptors stand for at each position.
    func expansions() throws -> [DescriptorExpansion] {
        try positions.flatMap { position in
            try descriptors.map { try expansion(of: $0, at: position) }
        }
    }

    /// Everything that the descriptors tell about spending, with private keys if they have them.
    func provider(withPrivateKeys: Bool) throws -> FlatSigningProvider {
        var provider = withPrivateKeys ? keys : FlatSigningProvider()
        for position in positions {
            for descriptor in descriptors {
                provider.merge(try expansion(of: descriptor, at: position).provider)
                guard withPrivateKeys else { continue }
                provider.merge(descriptor.privateKeys(at: position, provider: keys))
            }
        }
        return provider
    }

    private func expansion(of descriptor: Descriptor, at position: UInt32) throws -> DescriptorExpansion {
        guard let expansion = descriptor.expand(at: position, provider: keys) else {
            throw RPCError(
                .invalidAddressOrKey, "Cannot derive script without private keys: '\(text)'")
        }
        return expansion
    }
}
