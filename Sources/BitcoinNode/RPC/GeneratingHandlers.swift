import BitcoinChain
import BitcoinCommands
import BitcoinConsensus
import BitcoinInterfaces
import BitcoinMempool
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport
import BitcoinTransactions

/// Carries out the commands that make blocks.
struct GeneratingHandlers: Sendable {
    let node: NodeContext

    /// How many nonces are tried unless the user says otherwise.
    private static let defaultTries: UInt64 = 1_000_000

    /// Serves the commands.
    func register() {
        let table = node.table
        table.register(GeneratingCommands.generateToAddress) { try await generateToAddress($0) }
        table.register(GeneratingCommands.generateToDescriptor) { try await generateToDescriptor($0) }
        table.register(GeneratingCommands.generateBlock) { try await generateBlock($0) }
        table.register(GeneratingCommands.generate) { request in
            throw RPCError(.methodNotFound, request.command.help)
        }
    }

    private func generateToAddress(_ request: RPCRequest) async throws -> JSONValue {
        let count = try request.integer("nblocks", as: Int32.self)
        // The number of tries has always been read as one of 32 bits here.
        let tries = UInt64(truncatingIfNeeded: try request.integer("maxtries", as: Int32.self))
        let address = try request.string("address")
        guard let destination = try? Destination(address: address, node.parameters.addressFormat) else {
            throw RPCError(.invalidAddressOrKey, "Error: Invalid address")
        }
        return try await generate(count, payingTo: destination.script, tries: tries)
    }

    private func generateToDescriptor(_ request: RPCRequest) async throws -> JSONValue {
        let count = try request.integer("num_blocks", as: Int32.self)
        let tries = try request.integer("maxtries", as: UInt64.self)
        let script: Script
        do {
            script = try self.script(descriptor: request.string("descriptor"))
        } catch let error as DescriptorError {
            throw RPCError(.invalidAddressOrKey, error.description)
        }
        return try await generate(count, payingTo: script, tries: tries)
    }

    private func generate(_ count: Int32, payingTo script: Script, tries: UInt64) async throws -> JSONValue {
        let chain = try node.chainForCommands
        var tries = tries
        var hashes: [JSONValue] = []
        while hashes.count < count, !node.shutdown.isRequested {
            let assembled: AssembledBlock
            do {
                assembled = try await node.blockMaker.assemble(payingTo: script)
            } catch let rejection as BlockRejection {
                throw RPCError(.miscellaneous, "TestBlockValidity failed: \(rejection)")
            }
            guard
                let block = await node.blockMaker.solve(
                    assembled.block, tries: &tries, until: node.shutdown)
            else {
                if tries == 0 { break }
                continue
            }
            try await accept(block, chain)
            hashes.append(.string("\(block.hash)"))
        }
        return .array(hashes)
    }

    private func generateBlock(_ request: RPCRequest) async throws -> JSONValue {
        let chain = try node.chainForCommands
        let script = try self.script(output: request.string("output"))
        let mempool = await chain.mempool
        let transactions = try request.array("transactions").map {
            try transaction($0.requireString(), mempool)
        }
        let isSubmitted = try request.bool("submit")
        let assembled: AssembledBlock
        do {
            assembled = try await node.blockMaker.assemble(
                payingTo: script, BlockContents(transactions: transactions, fees: .zero))
        } catch let rejection as BlockRejection {
            throw RPCError(.verifyError, "TestBlockValidity failed: \(rejection)")
        }
        var tries = Self.defaultTries
        guard
            let block = await node.blockMaker.solve(assembled.block, tries: &tries, until: node.shutdown)
        else { throw RPCError(.miscellaneous, "Failed to make block.") }
        guard isSubmitted else {
            return .members(
                ("hash", .string("\(block.hash)")), ("hex", .string(Hex.encode(block.serialized))))
        }
        try await accept(block, chain)
        return .members(("hash", .string("\(block.hash)")))
    }

    private func accept(_ block: Block, _ chain: ChainManager) async throws {
        do {
            try await chain.accept(block)
        } catch is BlockRejection {
            throw RPCError(.internalError, "ProcessNewBlock, block not accepted")
        }
        // Whoever asks for the tip after the answer is told of this block.
        if let tip = await chain.tip { node.tip.update(BlockRef(tip)) }
    }

    /// The transaction that a text gives, or one of the mempool by its id.
    private func transaction(_ text: String, _ mempool: Mempool) throws -> Transaction {
        if text.utf8.count == 64, let txid = Txid(hex: text) {
            guard let entry = mempool[txid] else {
                throw RPCError(.invalidAddressOrKey, "Transaction \(text) not in mempool.")
            }
            return entry.transaction
        }
        guard let transaction = Transaction(rpcHex: text) else {
            throw RPCError(
                .deserialization,
                "Transaction decode failed for \(text). Make sure the tx has at least one input.")
        }
        return transaction
    }

    private func script(output: String) throws -> Script {
        do {
            return try script(descriptor: output)
        } catch is DescriptorError {
            guard let destination = try? Destination(address: output, node.parameters.addressFormat) else {
                throw RPCError(.invalidAddressOrKey, "Error: Invalid address or descriptor")
            }
            return destination.script
        }
    }

    /// The one script of a descriptor. What is no descriptor throws another error than what is unfit for a block.
    private func script(descriptor text: String) throws -> Script {
        var keys = FlatSigningProvider()
        let descriptors = try Descriptor.parse(text, format: node.parameters.addressFormat, keys: &keys)
        guard descriptors.count == 1 else {
            throw RPCError(.invalidParameter, "Multipath descriptor not accepted")
        }
        guard !descriptors[0].isRange else {
            throw RPCError(
                .invalidParameter,
                "Ranged descriptor not accepted. Maybe pass through deriveaddresses first?")
        }
        guard let scripts = descriptors[0].expand(provider: keys)?.scripts, !scripts.isEmpty else {
            throw RPCError(.invalidAddressOrKey, "Cannot derive script without private keys")
        }
        // Of the scripts that "combo" stands for, P2WPKH or, without it, P2PKH is taken.
        return scripts.count == 4 ? scripts[2] : scripts.count > 1 ? scripts[1] : scripts[0]
    }
}
