import BitcoinCommands
import BitcoinPrimitives
import BitcoinSupport

// Arguments of commands inside of arrays and objects, with the errors that users know.
extension JSONValue {
    /// The bytes that this gives in hexadecimal, at least one.
    ///
    /// - Parameter name: what errors call the argument.
    public func requireHex(_ name: String) throws -> [UInt8] {
        let text = string ?? ""
        guard Hex.isHex(text), let bytes = Hex.decode(text) else {
            throw RPCError(.invalidParameter, "\(name) must be hexadecimal string (not '\(text)')")
        }
        return bytes
    }

    /// An amount in bitcoins, as a number or a string.
    public func requireAmount() throws -> Amount {
        do throws(AmountError) {
            return Amount(satoshis: try satoshis())
        } catch {
            throw RPCError(.typeError, error.description)
        }
    }
}

extension Hash256 {
    /// The hash that a value of a request gives in hexadecimal, in the order in which hashes are shown.
    ///
    /// - Parameter name: what errors call the value.
    public init(argument: JSONValue, called name: String) throws {
        let text = try argument.requireString()
        guard text.utf8.count == 64 else {
            throw RPCError(
                .invalidParameter, "\(name) must be of length 64 (not \(text.utf8.count), for '\(text)')")
        }
        guard let hash = Hash256(hex: text) else {
            throw RPCError(.invalidParameter, "\(name) must be hexadecimal string (not '\(text)')")
        }
        self = hash
    }
}
