import BitcoinCommands
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport
import BitcoinTransactions

/// Carries out the commands about partially signed transactions that need neither chain nor keys.
struct PSBTHandlers: Sendable {
    let table: RPCTable
    let presentation: PSBTPresentation
    let format: AddressFormat
    /// What a signature operation counts as in virtual sizes (`-bytespersigop`).
    let bytesPerSignatureOperation: Int

    /// Serves the commands.
    func register() {
        table.register(PSBTCommands.decodePSBT) { try decode($0) }
        table.register(PSBTCommands.analyzePSBT) { try analyze($0) }
        table.register(PSBTCommands.createPSBT) { try create($0) }
        table.register(PSBTCommands.convertToPSBT) { try convert($0) }
        table.register(PSBTCommands.combinePSBT) { try combine($0) }
        table.register(PSBTCommands.joinPSBTs) { try join($0) }
        table.register(PSBTCommands.finalizePSBT) { try finalize($0) }
    }

    private func decode(_ request: RPCRequest) throws -> JSONValue {
        presentation.json(try PartiallySignedTransaction(argument: request["psbt"]))
    }

    private func analyze(_ request: RPCRequest) throws -> JSONValue {
        PSBTAnalysis(
            try PartiallySignedTransaction(argument: request["psbt"]),
            bytesPerSignatureOperation: bytesPerSignatureOperation
        ).json
    }

    private func create(_ request: RPCRequest) throws -> JSONValue {
        try psbt(request.transaction(format), request)
    }

    private func convert(_ request: RPCRequest) throws -> JSONValue {
        let transaction = try request.decodedTransaction()
        guard try request.bool("permitsigdata") || !transaction.hasSignatures else {
            throw RPCError(.deserialization, "Inputs must not have scriptSigs and scriptWitnesses")
        }
        return try psbt(transaction, request)
    }

    private func psbt(_ transaction: Transaction, _ request: RPCRequest) throws -> JSONValue {
        let version = try request.integer("psbt_version", as: UInt32.self)
        guard PartiallySignedTransaction.versions.contains(version) else {
            throw RPCError(.invalidParameter, "The PSBT version can only be 2 or 0")
        }
        return .string(PartiallySignedTransaction(transaction, version: version).base64)
    }

    private func combine(_ request: RPCRequest) throws -> JSONValue {
        let texts = try request.array("txs")
        guard !texts.isEmpty else {
            throw RPCError(.invalidParameter, "Parameter 'txs' cannot be empty")
        }
        let psbts = try texts.map { try PartiallySignedTransaction(argument: $0) }
        guard let combined = PartiallySignedTransaction.combined(psbts) else {
            throw RPCError(.invalidParameter, "PSBTs not compatible (different transactions)")
        }
        return .string(combined.base64)
    }

    private func join(_ request: RPCRequest) throws -> JSONValue {
        let texts = try request.array("txs")
        var generator = SystemRandomNumberGenerator()
        do {
            guard texts.count > 1 else { throw PSBTJoinError.tooFew }
            let psbts = try texts.map { text in
                let psbt = try PartiallySignedTransaction(argument: text)
                guard psbt.version == 0 else { throw PSBTJoinError.version }
                return psbt
            }
            return .string(try PartiallySignedTransaction.joined(psbts, using: &generator).base64)
        } catch let error as PSBTJoinError {
            throw RPCError(.invalidParameter, error.description)
        }
    }

    private func finalize(_ request: RPCRequest) throws -> JSONValue {
        var psbt = try PartiallySignedTransaction(argument: request["psbt"])
        let isComplete = psbt.finalize()
        var object = JSONObject()
        if isComplete, try request.bool("extract"), let transaction = psbt.extracted {
            object.append("hex", .string(transaction.bytes.hex))
        } else {
            object.append("psbt", .string(psbt.base64))
        }
        object.append("complete", .bool(isComplete))
        return .object(object)
    }
}
