import BitcoinCommands
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport

/// What the user wants to have looked for: scripts, each with a descriptor of just that script.
struct ScanObjects {
    /// The scripts.
    private(set) var descriptors: [Script: String] = [:]

    /// Reads descriptors, each as a text or as an object with a range.
    init(_ objects: [JSONValue], format: AddressFormat) throws {
        for object in objects {
            for script in try Self.scripts(of: object, format: format) where descriptors[script] == nil {
                descriptors[script] = OutputDescriptor.infer(script, format: format)
            }
        }
    }

    private static func scripts(of object: JSONValue, format: AddressFormat) throws -> [Script] {
        let text: String
        switch object {
        case .string(let descriptor):
            text = descriptor
        case .object:
            guard !object["desc"].isNull else {
                throw RPCError(.invalidParameter, "Descriptor needs to be provided in scan object")
            }
            text = try object["desc"].requireString()
            if !object["range"].isNull { _ = try DescriptorRange(object["range"]) }
        default:
            throw RPCError(
                .invalidParameter, "Scan object needs to be either a string or an object")
        }
        do throws(DescriptorError) {
            return try Descriptor(parsing: text, format: format).scripts
        } catch {
            throw RPCError(.invalidAddressOrKey, error.description)
        }
    }
}
