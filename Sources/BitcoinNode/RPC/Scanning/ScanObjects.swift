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
            for expansion in try DescriptorArgument(object, format: format).expansions() {
                for script in expansion.scripts where descriptors[script] == nil {
                    descriptors[script] =
                        Descriptor.infer(script, provider: expansion.provider, format: format).text
                }
            }
        }
    }
}
