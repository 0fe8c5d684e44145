import BitcoinCommands
import BitcoinScript
import BitcoinSupport

extension PartiallySignedTransaction {
    /// The PSBT that an argument gives in base64.
    public init(argument: JSONValue) throws {
        let text = try argument.requireString()
        do throws(PSBTError) {
            try self.init(base64: text)
        } catch {
            throw RPCError(.deserialization, "TX decode failed \(error)")
        }
    }
}
