import BitcoinPrimitives

/// The block that was announced last: many peers are about to ask for it.
struct RecentBlock: Sendable {
    /// The block.
    let block: Block
    /// Its compact form.
    let compact: CompactBlock

    init(_ block: Block) {
        self.block = block
        compact = CompactBlock(block)
    }
}
