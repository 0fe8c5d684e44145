import BitcoinInterfaces
import BitcoinPrimitives
import BitcoinScript

/// A chain that a test makes block by block, with a mempool, for wallets that need a node.
///
/// It checks of a transaction what a wallet can do wrong: that its inputs are there and unspent, that it pays no more
/// than it has, that its signatures are right, and that it pays more than what it replaces. Work, times and limits are
/// not checked. Whoever listens is told of each change before the method that made it returns.
public actor MemoryChain {
    /// The time of the first block, in seconds since 1970; each one after it is ten minutes later. It is far in the future,
    /// so that a wallet that is made now takes no block for older than itself.
    public static let firstTime: UInt32 = 4_000_000_000

    private static let blockInterval: UInt32 = 600
    private static let subsidy = Amount(satoshis: 5_000_000_000)

    /// A block with its place.
    struct Entry: Sendable {
        var block: Block
        var place: BlockRef
    }

    /// The active chain from the first block on.
    private(set) var active: [Entry] = []
    /// Every block that there ever was.
    private(set) var known: [BlockHash: Entry] = [:]
    /// The mempool in the order of arrival.
    public private(set) var mempool: [Transaction] = []
    /// Every transaction that a wallet has sent, with how, accepted or not.
    public private(set) var broadcasts: [(transaction: Transaction, method: TransactionBroadcast)] = []
    /// Why transactions of wallets are refused, if they are.
    public var refusal: String?
    /// What transactions should pay; `nil` while nothing is known.
    public var feeRate: FeeRate? = FeeRate(satoshisPerKilobyte: 5000)
    /// Blocks that cannot be read, and why.
    public var missing: (heights: ClosedRange<Int32>, cause: MissingBlockCause)?
    /// Whether there are filters by which scripts can be searched for.
    public var hasFilters = false
    /// Whether those who listen are told of no block, as if they were stopped.
    public var isSilent = false
    /// What happens once, as soon as it has been said where a block is.
    public var whenBlockIsFound: (@Sendable (MemoryChain) async throws -> Void)?
    /// What happens once, before it is said how transactions hang together.
    public var whenRelationsAreAskedFor: (@Sendable (MemoryChain) async throws -> Void)?
    /// What the node remembers for its wallets.
    var loadedWallets: [String]?

    private var receivers: [Int: any ChainNotifications] = [:]
    private var nextReceiver = 0
    private var nextNonce: UInt32 = 0

    /// A chain with its first block.
    public init() {
        let genesis = Self.block(
            after: nil, coinbase: Self.coinbase(height: 0, nonce: 0, paying: Script([0x6a])), [], nonce: 0)
        let entry = Entry(block: genesis, place: BlockRef(hash: genesis.header.hash, height: 0))
        active = [entry]
        known = [entry.place.hash: entry]
    }

    /// Changes how the chain answers from now on.
    public func set(_ change: @Sendable (isolated MemoryChain) -> Void) { change(self) }

    /// The height of the last block.
    public var height: Int32 { Int32(active.count) - 1 }

    // MARK: Blocks

    /// Adds a block with these transactions, or with all of the mempool, and tells of it.
    ///
    /// - Parameter script: whom the block's subsidy goes to.
    @discardableResult
    public func mine(
        paying script: Script = Script([0x51]), _ transactions: [Transaction]? = nil
    ) async throws -> Block {
        nextNonce += 1
        let included = transactions ?? mempool
        let block = Self.block(
            after: active.last, coinbase: Self.coinbase(height: height + 1, nonce: nextNonce, paying: script),
            included, nonce: nextNonce)
        let confirmed = Set(included.map(\.txid))
        let rivals = mempool.filter { !confirmed.contains($0.txid) && Self.conflicts($0, included) }
        mempool.removeAll { confirmed.contains($0.txid) }
        for rival in rivals { try await remove(rival, .conflict) }
        append(block)
        for receiver in isSilent ? [] : Array(receivers.values) {
            try await receiver.blockConnected(info(at: height))
            try await receiver.updatedBlockTip(tip)
        }
        return block
    }

    /// Leads everyone who listens from a height to the tip, in runs of blocks, as a node does with who was behind.
    public func leadToTip(from height: Int32) async throws {
        for receiver in receivers.values {
            try await lead(receiver, from: height)
            try await receiver.updatedBlockTip(tip)
        }
    }

    func lead(_ receiver: any ChainNotifications, from height: Int32) async throws {
        var next = height
        while next <= self.height {
            let blocks = try await getBlocks(from: next, maximumCount: .max)
            try await receiver.blocksConnected(
                BlockRun(firstHeight: next, blocks: blocks, tipHeight: self.height))
            next += Int32(blocks.count)
        }
    }

    /// Adds blocks without transactions.
    public func mine(count: Int, paying script: Script = Script([0x51])) async throws {
        for _ in 0..<count { try await mine(paying: script, []) }
    }

    /// Takes the last blocks back, tells of it, and has their transactions wait in the mempool again.
    public func takeBack(_ count: Int) async throws {
        var returned: [Transaction] = []
        for _ in 0..<count {
            guard active.count > 1 else { break }
            let info = info(at: height)
            returned = (info.data?.transactions.dropFirst() ?? []) + returned
            active.removeLast()
            for receiver in receivers.values { try await receiver.blockDisconnected(info) }
        }
        for receiver in receivers.values { try await receiver.updatedBlockTip(tip) }
        for transaction in returned where refusal(of: transaction) == nil { try await enter(transaction) }
    }

    /// Adds a block again that was taken back.
    public func giveBack(_ block: Block) { append(block) }

    private func append(_ block: Block) {
        let entry = Entry(block: block, place: BlockRef(hash: block.header.hash, height: height + 1))
        active.append(entry)
        known[entry.place.hash] = entry
    }

    private static func block(
        after previous: Entry?, coinbase: Transaction, _ transactions: [Transaction], nonce: UInt32
    ) -> Block {
        let height = previous.map { UInt32($0.place.height) + 1 } ?? 0
        return Block(
            header: BlockHeader(
                version: 0x2000_0000, previousBlock: previous?.place.hash ?? .zero,
                merkleRoot: coinbase.txid.hash, time: firstTime + height * blockInterval, bits: 0x207f_ffff,
                nonce: nonce),
            transactions: [coinbase] + transactions)
    }

    private static func coinbase(height: Int32, nonce: UInt32, paying script: Script) -> Transaction {
        let text = withUnsafeBytes(of: (height, nonce)) { Array($0) }
        return Transaction(
            inputs: [
                TransactionInput(
                    previousOutput: OutPoint(txid: .zero, index: .max), scriptSig: Script([8] + text))
            ], outputs: [TransactionOutput(value: subsidy, scriptPubKey: script)])
    }

    var tip: BlockRef { active.last?.place ?? BlockRef(hash: .zero, height: -1) }

    func info(at height: Int32) -> BlockInfo {
        let entry = active[Int(height)]
        return BlockInfo(
            hash: entry.place.hash, previousHash: height > 0 ? entry.block.header.previousBlock : nil,
            height: height, maximumTimeSeconds: entry.block.header.time,
            data: isMissing(height) ? nil : entry.block)
    }

    func isMissing(_ height: Int32) -> Bool { missing?.heights.contains(height) ?? false }

    // MARK: Transactions

    /// Adds a transaction to the mempool, as if a peer had sent it. Throws why not, if it is refused.
    public func receive(_ transaction: Transaction) async throws {
        if let reason = refusal(of: transaction) { throw TestToolError(reason) }
        try await enter(transaction)
    }

    /// Drops a transaction from the mempool with those that depend on it, and tells of it.
    public func evict(_ txid: Txid) async throws {
        guard let transaction = mempool.first(where: { $0.txid == txid }) else { return }
        try await remove(transaction, .expiry)
    }

    func take(_ transaction: Transaction, _ method: TransactionBroadcast) async throws -> BroadcastVerdict {
        broadcasts.append((transaction, method))
        if mempool.contains(where: { $0.txid == transaction.txid }) {
            return BroadcastVerdict(accepted: true)
        }
        if active.contains(where: { $0.block.transactions.contains { $0.txid == transaction.txid } }) {
            return BroadcastVerdict(accepted: false, reason: "Transaction outputs already in utxo set")
        }
        if let reason = refusal ?? refusal(of: transaction) {
            return BroadcastVerdict(accepted: false, reason: reason)
        }
        try await enter(transaction)
        return BroadcastVerdict(accepted: true)
    }

    private func enter(_ transaction: Transaction) async throws {
        for rival in mempool where Self.conflicts(rival, [transaction]) {
            try await remove(rival, .replaced)
        }
        mempool.append(transaction)
        for receiver in receivers.values { try await receiver.transactionAddedToMempool(transaction) }
    }

    private func remove(_ transaction: Transaction, _ reason: MempoolRemovalReason) async throws {
        mempool.removeAll { $0.txid == transaction.txid }
        for child in mempool
        where child.inputs.contains(where: { $0.previousOutput.txid == transaction.txid }) {
            try await remove(child, reason)
        }
        for receiver in receivers.values {
            try await receiver.transactionRemovedFromMempool(transaction, reason: reason)
        }
    }

    /// Why a transaction cannot enter the mempool; `nil` if it can.
    private func refusal(of transaction: Transaction) -> String? {
        let coins = transaction.inputs.map(\.previousOutput)
        let confirmed = active.lazy.flatMap(\.block.transactions)
        guard !confirmed.contains(where: { Self.conflicts($0, [transaction]) }) else {
            return "bad-txns-inputs-missingorspent"
        }
        let spent = coins.compactMap(output)
        guard spent.count == coins.count else { return "bad-txns-inputs-missingorspent" }
        guard let fee = fee(of: transaction), fee >= .zero else { return "bad-txns-in-belowout" }
        for rival in mempool where Self.conflicts(rival, [transaction]) {
            guard let other = self.fee(of: rival), fee > other else { return "insufficient fee" }
        }
        let spending = SpendingTransaction(transaction, spentOutputs: spent)
        var interpreter = ScriptInterpreter()
        do throws(ScriptError) {
            for index in transaction.inputs.indices {
                try interpreter.verify(spending, input: index, flags: .standard)
            }
        } catch {
            return "mempool-script-verify-flag-failed (\(error))"
        }
        return nil
    }

    /// An output of a transaction of the chain or of the mempool, spent or not.
    func output(_ coin: OutPoint) -> TransactionOutput? {
        let all = active.lazy.flatMap(\.block.transactions)
        guard
            let transaction = mempool.first(where: { $0.txid == coin.txid })
                ?? all.first(where: { $0.txid == coin.txid }),
            Int(coin.index) < transaction.outputs.count
        else { return nil }
        return transaction.outputs[Int(coin.index)]
    }

    /// Whether a transaction of the active chain spends an output.
    func isSpent(_ coin: OutPoint) -> Bool {
        active.contains {
            $0.block.transactions.contains { $0.inputs.contains { $0.previousOutput == coin } }
        }
    }

    func fee(of transaction: Transaction) -> Amount? {
        var sum = Amount.zero
        for input in transaction.inputs {
            guard let output = output(input.previousOutput) else { return nil }
            sum += output.value
        }
        return transaction.outputs.reduce(sum) { $0 - $1.value }
    }

    /// Whether a transaction spends what one of the others spends, without being that other one.
    private static func conflicts(_ transaction: Transaction, _ others: [Transaction]) -> Bool {
        guard !transaction.isCoinbase else { return false }
        let spent = Set(transaction.inputs.map(\.previousOutput))
        return others.contains { other in
            other.txid != transaction.txid && other.inputs.contains { spent.contains($0.previousOutput) }
        }
    }

    // MARK: Who listens

    func register(_ receiver: any ChainNotifications) -> Int {
        nextReceiver += 1
        receivers[nextReceiver] = receiver
        return nextReceiver
    }

    func unregister(_ key: Int) { receivers[key] = nil }
}
