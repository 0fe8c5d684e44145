import BitcoinPrimitives

/// A request for filters or filter headers of a run of blocks: `getcfilters` and `getcfheaders` (BIP157).
public struct BlockFilterRequest: Sendable, Hashable {
    /// The kind of filter; 0 is the basic one (BIP158).
    public var filterType: UInt8
    /// The height of the first block.
    public var startHeight: UInt32
    /// The last block.
    public var stop: BlockHash

    /// A request.
    public init(filterType: UInt8, startHeight: UInt32, stop: BlockHash) {
        self.filterType = filterType
        self.startHeight = startHeight
        self.stop = stop
    }
}

/// A request for filter headers at every thousandth block: `getcfcheckpt` (BIP157).
public struct FilterCheckpointRequest: Sendable, Hashable {
    /// The kind of filter.
    public var filterType: UInt8
    /// The last block.
    public var stop: BlockHash

    /// A request.
    public init(filterType: UInt8, stop: BlockHash) {
        self.filterType = filterType
        self.stop = stop
    }
}

/// The filter of one block: `cfilter` (BIP157).
public struct BlockFilterAnswer: Sendable, Hashable {
    /// The kind of filter.
    public var filterType: UInt8
    /// The block.
    public var block: BlockHash
    /// The filter.
    public var filter: Bytes

    /// An answer.
    public init(filterType: UInt8, block: BlockHash, filter: Bytes) {
        self.filterType = filterType
        self.block = block
        self.filter = filter
    }
}

/// The hashes of the filters of a run of blocks: `cfheaders` (BIP157).
public struct FilterHeadersAnswer: Sendable, Hashable {
    /// The kind of filter.
    public var filterType: UInt8
    /// The last block.
    public var stop: BlockHash
    /// The filter header of the block before the first one.
    public var previousHeader: Hash256
    /// The hash of each filter.
    public var filterHashes: [Hash256]

    /// An answer.
    public init(filterType: UInt8, stop: BlockHash, previousHeader: Hash256, filterHashes: [Hash256]) {
        self.filterType = filterType
        self.stop = stop
        self.previousHeader = previousHeader
        self.filterHashes = filterHashes
    }
}

/// The filter headers at every thousandth block: `cfcheckpt` (BIP157).
public struct FilterCheckpointAnswer: Sendable, Hashable {
    /// The kind of filter.
    public var filterType: UInt8
    /// The last block.
    public var stop: BlockHash
    /// The headers.
    public var headers: [Hash256]

    /// An answer.
    public init(filterType: UInt8, stop: BlockHash, headers: [Hash256]) {
        self.filterType = filterType
        self.stop = stop
        self.headers = headers
    }
}
