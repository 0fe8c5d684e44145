import BitcoinCommands
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport

/// What the user wants to have looked for: scripts, each with a descriptor of just that script.
struct ScanObjects {
    /// The scripts.
    private(set) var descriptors: [Script: String] = [:]

    /// How many positions of a range are looked at unless the user says otherwise: the last of them.
    private static let defaultRange: ClosedRange<UInt32> = 0...1000

    /// Reads descriptors, each as a text or as an object with a range.
    init(_ objects: [JSONValue], format: AddressFormat) throws {
        for object in objects {
            let expansions = try Self.expansions(of: object, format: format)
            for expansion in expansions {
                for script in expansion.scripts where descriptors[script] == nil {
                    descriptors[script] =
                        Descriptor.infer(script, provider: expansion.provider, format: format).text
                }
            }
        }
    }

    private static func expansions(
        of object: JSONValue, format: AddressFormat
    ) throws -> [DescriptorExpansion] {
        let text: String
        var range = defaultRange
        switch object {
        case .string(let descriptor):
            text = descriptor
        case .object:
            guard !object["desc"].isNull else {
                throw RPCError(.invalidParameter, "Descriptor needs to be provided in scan object")
            }
            text = try object["desc"].requireString()
            if !object["range"].isNull { range = try DescriptorRange(object["range"]).indexes }
        default:
            throw RPCError(
                .invalidParameter, "Scan object needs to be either a string or an object")
        }
        var keys = FlatSigningProvider()
        let descriptors: [Descriptor]
        do throws(DescriptorError) {
            descriptors = try Descriptor.parse(text, format: format, keys: &keys)
        } catch {
            throw RPCError(.invalidAddressOrKey, error.description)
        }
        if !descriptors[0].isRange { range = 0...0 }
        return try range.flatMap { position in
            try descriptors.map { descriptor in
                guard let expansion = descriptor.expand(at: position, provider: keys) else {
                    throw RPCError(
                        .invalidAddressOrKey, "Cannot derive script without private keys: '\(text)'")
                }
                return expansion
            }
        }
    }
}
