import BitcoinCommands
import BitcoinPrimitives
import BitcoinSupport
import BitcoinTransactions

/// Carries out the commands that make transactions and take them apart. None needs the chain.
struct RawTransactionHandlers: Sendable {
    let table: RPCTable
    let transactions: TransactionPresentation

    /// Serves the commands.
    func register() {
        table.register(RawTransactionCommands.createRawTransaction) { try create($0) }
        table.register(RawTransactionCommands.decodeRawTransaction) { try decode($0) }
        table.register(RawTransactionCommands.decodeScript) { try decodeScript($0) }
    }

    private func create(_ request: RPCRequest) throws -> JSONValue {
        .string(try request.transaction(transactions.addressFormat).bytes.hex)
    }

    private func decode(_ request: RPCRequest) throws -> JSONValue {
        .object(transactions.json(try request.decodedTransaction(), includesHex: false))
    }

    private func decodeScript(_ request: RPCRequest) throws -> JSONValue {
        let argument = request["hexstring"]
        // A script of no bytes is a script.
        let script = argument == "" ? Script() : Script(try argument.requireHex("argument"))
        return .object(transactions.decoded(script))
    }
}

extension RPCRequest {
    /// The transaction that the arguments of createrawtransaction and createpsbt describe.
    func transaction(_ format: AddressFormat) throws -> Transaction {
        let replaceable = given("replaceable")
        return try TransactionParts(
            inputs: self["inputs"], outputs: self["outputs"], lockTime: self["locktime"],
            isReplaceable: replaceable.isNull ? nil : try replaceable.requireBool(),
            version: try integer("version")
        ).transaction(format)
    }

    /// The transaction in the argument `hexstring`, with witnesses if `iswitness` says so.
    func decodedTransaction() throws -> Transaction {
        let isWitness = self["iswitness"].bool
        guard
            let transaction = Transaction(
                rpcHex: try string("hexstring"), allowsWitness: isWitness ?? true,
                allowsNoWitness: !(isWitness ?? false))
        else { throw RPCError(.deserialization, "TX decode failed") }
        return transaction
    }

    /// An argument without its default: null if it was not given.
    func given(_ name: String) -> JSONValue {
        command.position(of: name).map { self[$0] } ?? .null
    }
}
