import BitcoinChain
import BitcoinCommands
import BitcoinConsensus
import BitcoinPrimitives
import BitcoinSupport
import BitcoinTesting

@testable import BitcoinNode

/// What the handlers of commands are given, with a chain of blocks that are made at once and no processes around it.
struct NodeFixture {
    let directory = TemporaryDirectory()
    let node: NodeContext

    /// Answers are compared with what the commands declare.
    init() throws {
        let arguments = Arguments(.node(listensToProcesses: false))
        try arguments.parse(["-regtest", "-rpcdoccheck"])
        node = NodeContext(
            programName: "bitcoind", arguments: arguments, parameters: .parameters(for: .regtest),
            border: nil,
            wallet: .none)
    }

    /// Opens the chain, with so many blocks that pay to a script; in small files, if they are to be pruned.
    func openChain(
        blocks: Int = 0, payingTo script: Script = Script([0x51]), prunesByHand: Bool = false
    ) async throws -> ChainManager {
        var configuration = ChainConfiguration(
            parameters: node.parameters, dataDirectory: directory.file("data"))
        if prunesByHand {
            configuration.fastPrune = true
            configuration.pruneTargetBytes = ChainConfiguration.pruneManually
        }
        let chain = try await ChainManager.open(configuration)
        try await chain.importBlocks()
        for _ in 0..<blocks { _ = try await chain.generateBlock(payingTo: script) }
        node.chain.set(chain)
        return chain
    }

    /// The answer to a command.
    func call(_ method: String, _ parameters: JSONValue) async throws(RPCError) -> JSONValue {
        node.table.finishWarmup()
        return try await node.table.execute(method, parameters)
    }

    /// What is wrong with a command; nil if it is carried out.
    func error(_ method: String, _ parameters: JSONValue) async -> String? {
        do throws(RPCError) {
            _ = try await call(method, parameters)
            return nil
        } catch {
            return error.message
        }
    }
}
