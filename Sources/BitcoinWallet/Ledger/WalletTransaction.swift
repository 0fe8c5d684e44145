import BitcoinInterfaces
import BitcoinPrimitives

/// A transaction that concerns a wallet, with what the wallet knows about it.
struct WalletTransaction: Sendable {
    /// Where a transaction stands.
    enum State: Hashable, Sendable {
        /// In a block of the best chain, at this position.
        case confirmed(BlockRef, index: Int32)
        /// In the node's memory pool.
        case inMempool
        /// A block of the best chain has a transaction that spends the same, or that spends what this one depends on.
        case blockConflicted(BlockRef)
        /// In none of these.
        case inactive
        /// The user has given it up.
        case abandoned
    }

    /// The transaction, with the witness that counts.
    private(set) var transaction: Transaction
    /// Every form of it that is known.
    private(set) var variants: [Wtxid: Transaction]
    /// Where it stands.
    var state: State
    /// Notes by name, see ``TransactionRecord/noteNames``.
    var notes: [String: String] = [:]
    /// Messages of payment requests.
    var messages: [(kind: String, text: String)] = []
    /// When it was seen first, in seconds since 1970.
    var receivedTime: UInt32
    /// When it was seen first, put in order with its neighbours; zero if that was never worked out.
    var smartTime: UInt32 = 0
    /// Its number in the order of the wallet.
    var orderPosition: Int64
    /// Transactions of the memory pool that spend the same as this one or as one that it depends on.
    var mempoolConflicts: Set<Txid> = []
    /// The child in the memory pool, of which a version 3 transaction can have only one.
    var version3Child: Txid?

    /// A transaction that is new to the wallet.
    init(_ transaction: Transaction, state: State, receivedTime: UInt32, orderPosition: Int64) {
        self.transaction = transaction
        variants = [transaction.wtxid: transaction]
        self.state = state
        self.receivedTime = receivedTime
        self.orderPosition = orderPosition
    }

    /// Its id.
    var txid: Txid { transaction.txid }

    /// The time that is shown to users.
    var time: UInt32 { smartTime != 0 ? smartTime : receivedTime }

    /// The transaction that it replaces.
    var replaces: Txid? { notes["replaces_txid"].flatMap { Txid(hex: $0) } }

    /// The transaction that replaces it.
    var replacedBy: Txid? { notes["replaced_by_txid"].flatMap { Txid(hex: $0) } }

    /// Whether it is in a block of the best chain.
    var isConfirmed: Bool {
        if case .confirmed = state { true } else { false }
    }

    /// Whether a block has one that conflicts with it.
    var isBlockConflicted: Bool {
        if case .blockConflicted = state { true } else { false }
    }

    /// Whether it may still be confirmed as far as is known.
    var isUnconfirmed: Bool {
        switch state {
        case .confirmed, .blockConflicted, .abandoned: false
        case .inMempool, .inactive: mempoolConflicts.isEmpty
        }
    }

    /// Whether what it spends counts as spent.
    var spendsItsInputs: Bool { isConfirmed || isUnconfirmed }

    /// Takes in a form of the transaction and where it stands now. Says whether anything changed.
    mutating func update(_ other: Transaction, state newState: State) -> Bool {
        var changed = variants.updateValue(other, forKey: other.wtxid) == nil
        if newState != state {
            state = newState
            if isConfirmed { transaction = other }
            changed = true
        }
        return chooseForm() || changed
    }

    /// While unconfirmed, the form counts that has a witness and the least weight. Says whether it is another now.
    private mutating func chooseForm() -> Bool {
        guard !isConfirmed else { return false }
        let best = variants.values.min { a, b in
            a.hasWitness == b.hasWitness
                ? (a.weight, a.wtxid) < (b.weight, b.wtxid) : a.hasWitness && !b.hasWitness
        }
        guard let best, best.wtxid != transaction.wtxid else { return false }
        transaction = best
        return true
    }

    // MARK: Records

    /// What a wallet file said. Blocks have no heights there.
    ///
    /// - Parameter locate: the block with a hash, if it is in the best chain.
    init(
        _ record: TransactionRecord, variants: [Transaction], orderPosition: Int64,
        locate: (BlockHash) -> BlockRef?
    ) {
        let state: State =
            switch record.place {
            case .confirmed(let hash, let index):
                locate(hash).map { .confirmed($0, index: index) } ?? .inactive
            case .conflicted(let hash): locate(hash).map { .blockConflicted($0) } ?? .inactive
            case .inactive: .inactive
            case .abandoned: .abandoned
            }
        self.init(
            record.transaction, state: state, receivedTime: record.receivedTime, orderPosition: orderPosition)
        for variant in variants { self.variants[variant.wtxid] = variant }
        notes = record.notes
        messages = record.messages
        smartTime = record.smartTime
        // A block that has left the chain no longer decides which form counts.
        _ = chooseForm()
    }

    /// What goes into the wallet file.
    var record: TransactionRecord {
        let place: TransactionRecord.Place =
            switch state {
            case .confirmed(let block, let index): .confirmed(block.hash, index: index)
            case .blockConflicted(let block): .conflicted(block.hash)
            case .inMempool, .inactive: .inactive
            case .abandoned: .abandoned
            }
        return TransactionRecord(
            transaction: transaction, place: place, notes: notes, orderPosition: orderPosition,
            smartTime: smartTime, messages: messages, receivedTime: receivedTime)
    }
}

extension WalletTransaction.State: CustomStringConvertible {
    /// The state as the log has it.
    var description: String {
        switch self {
        case .confirmed(let block, let index):
            "Confirmed (block=\(block.hash), height=\(block.height), index=\(index))"
        case .inMempool: "InMempool"
        case .blockConflicted(let block): "BlockConflicted (block=\(block.hash), height=\(block.height))"
        case .inactive: "Inactive (abandoned=0)"
        case .abandoned: "Inactive (abandoned=1)"
        }
    }
}
