import BitcoinPrimitives

/// What blocks are made from at some time: as long as it is the same, so are they.
public struct TemplateMoment: Sendable, Hashable {
    /// The block that the next one follows.
    public let tip: BlockHash?
    /// The changes of the mempool so far, see ``Mempool/updateCount``.
    public let mempoolChange: UInt64

    /// A moment.
    public init(tip: BlockHash?, mempoolChange: UInt64) {
        self.tip = tip
        self.mempoolChange = mempoolChange
    }
}

/// What the transactions of the next block would pay.
public struct NextBlockFees: Sendable {
    /// All their fees.
    public let fees: Amount
    /// When that was so.
    public let moment: TemplateMoment

    /// Fees at some time.
    public init(fees: Amount, moment: TemplateMoment) {
        self.fees = fees
        self.moment = moment
    }
}

/// The blocks that were put together last, so that all who want the same kind of block share one calculation and one
/// list of transactions. Holds nothing once tip or mempool have changed.
struct TemplateCache {
    private struct Entry {
        let contents: BlockContents
        var block: (script: Script, assembled: AssembledBlock)?
    }

    private var moment: TemplateMoment?
    private var entries: [BlockAssemblyOptions: Entry] = [:]

    /// Clients choose among few kinds in practice.
    private static let maximumCount = 16

    /// The transactions of such a block.
    func contents(_ options: BlockAssemblyOptions, _ moment: TemplateMoment) -> BlockContents? {
        self.moment == moment ? entries[options]?.contents : nil
    }

    /// Such a block.
    func block(
        _ options: BlockAssemblyOptions, payingTo script: Script, _ moment: TemplateMoment
    ) -> AssembledBlock? {
        guard self.moment == moment, let block = entries[options]?.block, block.script == script else {
            return nil
        }
        return block.assembled
    }

    /// Keeps transactions.
    mutating func keep(_ contents: BlockContents, _ options: BlockAssemblyOptions, _ moment: TemplateMoment) {
        if self.moment != moment || entries.count >= Self.maximumCount { entries = [:] }
        self.moment = moment
        entries[options] = Entry(contents: contents)
    }

    /// Keeps a block whose transactions are kept already.
    mutating func keep(
        _ assembled: AssembledBlock, _ options: BlockAssemblyOptions, payingTo script: Script,
        _ moment: TemplateMoment
    ) {
        guard self.moment == moment else { return }
        entries[options]?.block = (script, assembled)
    }
}
