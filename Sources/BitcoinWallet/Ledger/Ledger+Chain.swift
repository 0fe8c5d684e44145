import BitcoinInterfaces
import BitcoinPrimitives

/// What blocks and the memory pool do to a wallet's transactions.
extension Ledger {
    /// Marks what spends the same as a transaction that a block has confirmed.
    mutating func markConflicts(with transaction: Transaction, in block: BlockRef) {
        guard !transaction.isCoinbase else { return }
        for input in transaction.inputs {
            for rival in spenders[input.previousOutput] ?? [] where rival != transaction.txid {
                markConflicted(rival, by: block)
            }
        }
    }

    private mutating func markConflicted(_ txid: Txid, by block: BlockRef) {
        guard let tip, tip.height >= block.height else { return }
        update(descendantsOf: txid) { transaction in
            switch transaction.state {
            // Of several blocks the deepest counts.
            case .blockConflicted(let known) where known.height <= block.height: return false
            default:
                transaction.state = .blockConflicted(block)
                return true
            }
        }
    }

    /// Takes back what a block of the chain said about rivals of its transactions.
    mutating func unmarkConflicts(with transaction: Transaction, inBlockAt height: Int32) {
        for input in transaction.inputs {
            for rival in spenders[input.previousOutput] ?? [] {
                update(descendantsOf: rival) { transaction in
                    guard case .blockConflicted(let block) = transaction.state, block.height >= height else {
                        return false
                    }
                    transaction.state = .inactive
                    return true
                }
            }
        }
    }

    /// A transaction of anyone entered the memory pool: what spends the same cannot be in it.
    mutating func noteInMempool(_ transaction: Transaction) {
        let txid = transaction.txid
        for input in transaction.inputs {
            for rival in spenders[input.previousOutput] ?? [] where rival != txid {
                update(descendantsOf: rival, persistently: false) {
                    $0.mempoolConflicts.insert(txid).inserted
                }
            }
        }
        guard transaction.version == 3 else { return }
        for input in transaction.inputs {
            guard let parent = transactions[input.previousOutput.txid], parent.isUnconfirmed else { continue }
            setVersion3Child(of: parent, child: txid, isPresent: true)
        }
    }

    /// A transaction of anyone left the memory pool, or was confirmed.
    mutating func noteOutOfMempool(_ transaction: Transaction) {
        let txid = transaction.txid
        if transactions[txid]?.state == .inMempool { setState(of: txid, .inactive) }
        for input in transaction.inputs {
            for rival in spenders[input.previousOutput] ?? [] {
                update(descendantsOf: rival, persistently: false) {
                    $0.mempoolConflicts.remove(txid) != nil
                }
            }
        }
        guard transaction.version == 3 else { return }
        for input in transaction.inputs {
            guard let parent = transactions[input.previousOutput.txid], parent.version3Child == txid else {
                continue
            }
            setVersion3Child(of: parent, child: txid, isPresent: false)
        }
    }

    /// Nothing is known of the memory pool.
    mutating func forgetMempool() {
        for transaction in transactions.values {
            if transaction.state == .inMempool { setState(of: transaction.txid, .inactive) }
            clearMempoolNotes(of: transaction.txid)
        }
    }

    /// A version 3 transaction has one child in the memory pool: all others conflict with it.
    private mutating func setVersion3Child(of parent: WalletTransaction, child: Txid, isPresent: Bool) {
        setVersion3Child(of: parent.txid, isPresent ? child : nil)
        for index in parent.transaction.outputs.indices {
            let coin = OutPoint(txid: parent.txid, index: UInt32(index))
            for sibling in spenders[coin] ?? [] where sibling != child {
                update(descendantsOf: sibling, persistently: false) {
                    isPresent
                        ? $0.mempoolConflicts.insert(child).inserted
                        : $0.mempoolConflicts.remove(child) != nil
                }
            }
        }
    }

    /// Gives a transaction up, with all that depends on it.
    mutating func abandon(_ txid: Txid) {
        update(descendantsOf: txid) { transaction in
            guard transaction.state == .inactive else { return false }
            transaction.state = .abandoned
            return true
        }
    }
}
