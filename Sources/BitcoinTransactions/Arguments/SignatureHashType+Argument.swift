import BitcoinCommands
import BitcoinScript
import BitcoinSupport

extension SignatureHashType {
    /// The type that an argument names; nil if it was not given.
    public static func argument(_ value: JSONValue) throws -> UInt8? {
        if value.isNull { return nil }
        let name = try value.requireString()
        guard let type = type(named: name) else {
            throw RPCError(.invalidParameter, "'\(name)' is not a valid sighash parameter.")
        }
        return type
    }
}
