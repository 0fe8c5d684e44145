import BitcoinChain
import BitcoinConsensus
import BitcoinPrimitives
import BitcoinSupport
import BitcoinTesting
import Testing

@testable import BitcoinP2P

/// A node on a network of its own that talks with peers, who are the test.
struct ConversationFixture {
    let directory = TemporaryDirectory()
    let chain: ChainManager
    let connections = RecordedConnections()
    let manager: PeerManager

    /// `OP_TRUE` after twenty times `OP_NOP`: anybody may spend it, with a transaction that is not too small for the
    /// mempool.
    static let anyoneCanSpend = Script([UInt8](repeating: 0x61, count: 20) + [0x51])

    init(
        options: PeerOptions = PeerOptions(), _ configure: (inout ChainConfiguration) -> Void = { _ in }
    ) async throws {
        chain = try await Self.makeChain(directory.file("data"), configure)
        manager = PeerManager(chain: chain, connections: connections, options: options)
        await manager.start()
    }

    /// A chain with the first block only.
    static func makeChain(
        _ path: String, _ configure: (inout ChainConfiguration) -> Void = { _ in }
    ) async throws -> ChainManager {
        var configuration = ChainConfiguration(
            parameters: .parameters(for: .regtest), dataDirectory: path)
        configuration.mempool.requiresStandard = false
        // Many nodes at a time must fit into memory.
        configuration.signatureCacheBytes = 1 << 16
        configuration.coinsCacheBytes = 1 << 20
        configure(&configuration)
        let chain = try await ChainManager.open(configuration)
        try await chain.importBlocks()
        return chain
    }

    /// Another node's chain of so many blocks, one on the other.
    func makeOtherChain(_ count: Int, name: String = "other") async throws -> [Block] {
        let other = try await Self.makeChain(directory.file(name))
        return try await Self.generate(count, on: other)
    }

    /// Finds blocks on top of a chain.
    @discardableResult
    static func generate(
        _ count: Int, on chain: ChainManager, _ contents: BlockContents = .empty
    ) async throws -> [Block] {
        var blocks: [Block] = []
        for _ in 0..<count {
            guard let hash = try await chain.generateBlock(payingTo: anyoneCanSpend, contents),
                let block = try await chain.readBlock(hash)
            else { throw ChainError("no block") }
            blocks.append(block)
        }
        return blocks
    }

    /// Finds blocks on top of the node's own chain.
    @discardableResult
    func generate(_ count: Int, _ contents: BlockContents = .empty) async throws -> [Block] {
        try await Self.generate(count, on: chain, contents)
    }

    var tipHash: BlockHash? { get async { await chain.tip?.hash } }

    // MARK: Peers

    /// A `version` of a peer that can do everything.
    static func version(
        services: ServiceFlags = [.network, .witness], version: Int32 = ProtocolVersion.current,
        nonce: UInt64 = 1,
        relays: Bool = true
    ) -> VersionMessage {
        VersionMessage(
            version: version, services: services, time: NodeClock.now, nonce: nonce, userAgent: "/test/",
            startHeight: 0, relaysTransactions: relays)
    }

    /// Makes a connection without saying anything.
    func open(
        _ number: Int64, _ kind: ConnectionKind = .inbound, permissions: PeerPermissions = [],
        localServices: ServiceFlags = [.network, .witness, .networkLimited]
    ) async throws -> PeerID {
        let id = PeerID(number)
        let endpoint = try #require(NetworkEndpoint("10.0.0.\(number + 1):8333"))
        await manager.connected(
            PeerConnectionInfo(
                id: id, kind: kind, endpoint: endpoint, permissions: permissions, connectedAt: NodeClock.now,
                localServices: localServices, nonce: UInt64(number) + 1000))
        return id
    }

    /// Makes a connection and says who one is. What is sent meanwhile is forgotten.
    func connect(
        _ number: Int64, _ kind: ConnectionKind = .inbound, permissions: PeerPermissions = [],
        version: VersionMessage = Self.version(), wtxidRelay: Bool = true,
        localServices: ServiceFlags = [.network, .witness, .networkLimited]
    ) async throws -> PeerID {
        let id = try await open(number, kind, permissions: permissions, localServices: localServices)
        await say(.version(version), id)
        if wtxidRelay { await say(.wtxidRelay, id) }
        await say(.verack, id)
        _ = connections.takeSent(id)
        return id
    }

    /// Has a peer say something.
    func say(_ message: NetworkMessage, _ peer: PeerID) async {
        await manager.received(message, from: peer, at: NodeClock.nowMicroseconds)
    }

    /// Has a peer say something, and gives the answers.
    func answers(_ message: NetworkMessage, _ peer: PeerID) async -> [NetworkMessage] {
        _ = connections.takeSent(peer)
        await say(message, peer)
        return connections.takeSent(peer)
    }

    /// What is sent to a peer until one message is found, within some seconds.
    func wait<Found>(
        _ peer: PeerID, seconds: Double = 20, for find: (NetworkMessage) -> Found?
    ) async -> Found? {
        let end = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < end {
            for message in connections.takeSent(peer) {
                if let found = find(message) { return found }
            }
            try? await Task.sleep(for: .milliseconds(20))
        }
        return nil
    }

    func close() async throws {
        await manager.stop()
        try await chain.close()
    }
}

extension NetworkMessage {
    /// The items of a `getdata`.
    var requested: [InventoryItem]? { if case .getData(let items) = self { items } else { nil } }
    /// The items of an `inv`.
    var announced: [InventoryItem]? { if case .inventory(let items) = self { items } else { nil } }
    /// The headers of a `headers`.
    var headers: [BlockHeader]? { if case .headers(let headers) = self { headers } else { nil } }
    /// The locator of a `getheaders`.
    var headersRequest: LocatorRequest? { if case .getHeaders(let request) = self { request } else { nil } }
    /// The transaction of a `tx`.
    var transaction: Transaction? {
        if case .transaction(let transaction) = self { transaction } else { nil }
    }
}

/// Headers with a proof of work that follow each other.
func minedHeaders(
    _ count: Int, after previous: BlockHeader, parameters: ChainParameters, seed: UInt64 = 0
) -> [BlockHeader] {
    var headers: [BlockHeader] = []
    headers.reserveCapacity(count)
    var last = previous
    for index in 0..<count {
        var root = Hash256.zero
        if seed != 0 { root = Transaction.sample(UInt32(truncatingIfNeeded: seed), index).txid.hash }
        var header = BlockHeader(
            version: 0x2000_0000, previousBlock: last.hash, merkleRoot: root, time: last.time + 1,
            bits: last.bits, nonce: 0)
        while !ProofOfWork.isSatisfied(
            hash: header.hash, bits: header.bits, limit: parameters.consensus.proofOfWorkLimit)
        {
            header.nonce += 1
        }
        headers.append(header)
        last = header
    }
    return headers
}

extension Transaction {
    /// A transaction that differs from others by two numbers.
    static func sample(_ index: UInt32, _ lock: Int = 0) -> Transaction {
        Transaction(
            version: 2,
            inputs: [
                TransactionInput(
                    previousOutput: OutPoint(txid: Txid(Hash256.zero), index: index), sequence: 0)
            ],
            outputs: [
                TransactionOutput(
                    value: Amount(satoshis: 1000), scriptPubKey: ConversationFixture.anyoneCanSpend)
            ], lockTime: UInt32(lock))
    }

    /// A transaction that spends an output that anybody may spend, for a fee.
    static func spending(
        _ transaction: Transaction, _ index: UInt32 = 0, fee: Int64 = 10_000, outputs: Int64 = 1,
        script: Script = ConversationFixture.anyoneCanSpend
    ) -> Transaction {
        let value = (transaction.outputs[Int(index)].value.satoshis - fee) / outputs
        return Transaction(
            version: 2,
            inputs: [
                TransactionInput(
                    previousOutput: OutPoint(txid: transaction.txid, index: index), sequence: 0xffff_fffd)
            ],
            outputs: (0..<outputs).map { _ in
                TransactionOutput(value: Amount(satoshis: value), scriptPubKey: script)
            }, lockTime: 0)
    }
}
