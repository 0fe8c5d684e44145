import BitcoinCommands
import BitcoinPrimitives
import BitcoinSupport
import BitcoinTransactions

extension RPCRequest {
    /// The block hash that an argument gives in hexadecimal.
    func blockHash(_ name: String) throws -> BlockHash {
        BlockHash(try hash(name))
    }

    /// The 32-byte hash that an argument gives in hexadecimal, in the order in which hashes are shown.
    ///
    /// - Parameter label: what errors call the argument, where that is not its name.
    func hash(_ name: String, called label: String? = nil) throws -> Hash256 {
        try Hash256(argument: self[name], called: label ?? name)
    }

    /// How much is to be told, as a number or, in old requests, as a Boolean.
    func verbosity(_ name: String, default value: Int, allowsBool: Bool = true) throws -> Int {
        switch self[name] {
        case .null: return value
        case .bool(let flag):
            guard allowsBool else {
                throw RPCError(.typeError, "Verbosity was boolean but only integer allowed")
            }
            return flag ? 1 : 0
        case let other: return try other.requireInteger(as: Int.self)
        }
    }
}
