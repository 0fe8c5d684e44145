import BitcoinChain
import BitcoinCommands
import BitcoinPrimitives
import BitcoinRPC
import BitcoinSupport
import BitcoinTransactions

/// The REST interface (`-rest`): public facts by plain GET requests, without a password.
///
/// It changes nothing and tells nothing of the user. What a request can cost is bounded: the number of headers and
/// outputs by the interface itself, the number of requests at once by the HTTP server.
struct RESTService: Sendable {
    let node: NodeContext
    let transactions: TransactionPresentation

    init(node: NodeContext) {
        self.node = node
        transactions = TransactionPresentation(addressFormat: node.parameters.addressFormat)
    }

    typealias Endpoint = @Sendable (RESTRequest) async throws -> HTTPResponse

    /// Serves REST. More special prefixes come before those that they begin with.
    func register(on server: HTTPServer) {
        register("/rest/tx/", on: server, transaction)
        register("/rest/block/notxdetails/", on: server) { try await block($0, .ids) }
        register("/rest/block/", on: server) { try await block($0, .transactions(.spentOutputs)) }
        register("/rest/blockpart/", on: server, blockPart)
        register("/rest/blockfilter/", on: server, blockFilter)
        register("/rest/blockfilterheaders/", on: server, filterHeaders)
        register("/rest/chaininfo", on: server, chainInfo)
        register("/rest/mempool/", on: server, mempool)
        register("/rest/headers/", on: server, headers)
        register("/rest/getutxos", on: server, unspentOutputs)
        register("/rest/deploymentinfo/", on: server, deployments)
        register("/rest/deploymentinfo", on: server, deployments)
        register("/rest/blockhashbyheight/", on: server, blockHash)
        register("/rest/spenttxouts/", on: server, spentOutputs)
    }

    private func register(_ prefix: String, on server: HTTPServer, _ endpoint: @escaping Endpoint) {
        server.register(prefix, isExact: false) { request in
            if let status = node.table.warmupStatus {
                return RESTError(.serviceUnavailable, "Service temporarily unavailable: \(status)").response
            }
            do {
                return try await endpoint(RESTRequest(request, behind: prefix))
            } catch let error as RESTError {
                return error.response
            } catch let error as RPCError {
                return RESTError(.internalServerError, error.message).response
            } catch {
                // What is wrong with files and databases is the user's business, but not that of whoever asks.
                Log.error("\(request.target): \(error)")
                return RESTError(.internalServerError, "Internal error").response
            }
        }
    }

    // MARK: What several endpoints need

    /// The chain.
    var chain: ChainManager {
        get throws { try node.chainForCommands }
    }

    /// A block that is known, if only by its header.
    func knownBlock(_ text: String) async throws -> BlockSnapshot {
        guard let block = try await chain.block(BlockHash(RESTRequest.hash(text))) else {
            throw RESTError(.notFound, "\(text) not found")
        }
        return block
    }

    /// What a command answers.
    func command(_ name: String, _ arguments: [JSONValue] = []) async throws -> JSONValue {
        try await node.table.execute(name, .array(arguments))
    }
}
