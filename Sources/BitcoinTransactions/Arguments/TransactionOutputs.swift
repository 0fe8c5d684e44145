import BitcoinCommands
import BitcoinPrimitives
import BitcoinSupport

/// The outputs of a new transaction as commands are given them: amounts by addresses, and data at most once.
public struct TransactionOutputs: Sendable {
    /// The outputs, in the order in which they were given.
    public private(set) var outputs: [TransactionOutput] = []

    /// Reads an array of objects of one member, or one object of all members.
    public init(_ value: JSONValue, _ format: AddressFormat) throws {
        var destinations: Set<Destination> = []
        var hasData = false
        let members = try Self.members(value)
        for (name, value) in members {
            if name == "data" {
                guard !hasData else {
                    throw RPCError(.invalidParameter, "Invalid parameter, duplicate key: data")
                }
                hasData = true
                outputs.append(try Self.data(value))
                continue
            }
            let amount = try value.requireAmount()
            let destination: Destination
            do throws(AddressError) {
                destination = try Destination(address: name, format)
            } catch {
                throw RPCError(.invalidAddressOrKey, "Invalid Bitcoin address: \(name)")
            }
            guard destinations.insert(destination).inserted else {
                throw RPCError(.invalidParameter, "Invalid parameter, duplicated address: \(name)")
            }
            outputs.append(TransactionOutput(value: amount, scriptPubKey: destination.script))
        }
    }

    private static func members(_ value: JSONValue) throws -> [JSONObject.Element] {
        if value.isNull {
            throw RPCError(.invalidParameter, "Invalid parameter, output argument must be non-null")
        }
        if case .object(let object) = value { return Array(object) }
        return try value.requireArray().map { element in
            guard case .object(let object) = element else {
                throw RPCError(
                    .invalidParameter, "Invalid parameter, key-value pair not an object as expected")
            }
            guard let member = object.first, object.count == 1 else {
                throw RPCError(
                    .invalidParameter, "Invalid parameter, key-value pair must contain exactly one key")
            }
            return member
        }
    }

    /// An output that keeps data and can never be spent.
    private static func data(_ value: JSONValue) throws -> TransactionOutput {
        var builder = ScriptBuilder()
        builder.append(.return)
        // Numbers count as their digits.
        builder.append(push: try JSONValue.string(value.scalarText ?? "").requireHex("Data"))
        return TransactionOutput(value: .zero, scriptPubKey: builder.script)
    }
}
