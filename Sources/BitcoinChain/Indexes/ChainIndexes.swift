import BitcoinPrimitives
import BitcoinStorage
import BitcoinSupport

/// The indexes that the user wants, each with what keeps it in step with the chain.
public struct ChainIndexes: Sendable {
    /// Which indexes there are, and the memory for their databases.
    public struct Options: Sendable {
        /// `-txindex`
        public var hasTransactions = false
        /// `-txospenderindex`
        public var hasSpenders = false
        /// `-blockfilterindex`
        public var filters: [BlockFilterType] = []
        /// `-coinstatsindex`
        public var hasCoinStatistics = false
        /// `-reindex`: begin anew.
        public var wipe = false
        /// Memory for the index of transactions, in bytes.
        public var transactionCacheBytes = 0
        /// Memory for the index of spenders, in bytes.
        public var spenderCacheBytes = 0
        /// Memory for each index of filters, in bytes.
        public var filterCacheBytes = 0

        /// No index.
        public init() {}

        /// The memory for all of them, in bytes.
        public var cacheBytes: Int {
            transactionCacheBytes + spenderCacheBytes + filterCacheBytes * filters.count
        }
    }

    /// Where transactions are.
    public let transactions: TransactionIndex?
    /// Where outputs are spent.
    public let spenders: SpenderIndex?
    /// The filters of blocks, by their type.
    public let filters: [BlockFilterType: BlockFilterIndex]
    /// The totals of coins after each block.
    public let coinStatistics: CoinStatisticsIndex?
    /// What keeps each index in step, in the order in which they were opened.
    public let followers: [IndexFollower]
    let chain: ChainManager

    /// Opens the indexes in the folder `indexes` of the data directory. They are followed once `start` is called.
    ///
    /// - Parameter onFailure: is told why, when an index cannot go on.
    public init(
        _ options: Options, chain: ChainManager, onFailure: @escaping @Sendable (String) -> Void
    ) async throws {
        self.chain = chain
        let directory = "\(chain.configuration.dataDirectory)/indexes"
        var followers: [IndexFollower] = []
        func follow(_ writer: any IndexWriter) async throws {
            followers.append(try await IndexFollower(writer, chain: chain, onFailure: onFailure))
        }
        if options.hasTransactions {
            let index = try TransactionIndex(
                directory: directory, cacheBytes: options.transactionCacheBytes, wipe: options.wipe)
            if index.hasLegacyEntries {
                Log.info(
                    "txindex contains entries in the legacy format, which uses excessive disk space. To reclaim "
                        + "disk space, stop the node, delete \(index.path) and restart to rebuild the index.")
            }
            try await follow(index.makeWriter())
            transactions = index
        } else {
            transactions = nil
        }
        if options.hasSpenders {
            let index = try SpenderIndex(
                directory: directory, cacheBytes: options.spenderCacheBytes, wipe: options.wipe)
            try await follow(index.makeWriter())
            spenders = index
        } else {
            spenders = nil
        }
        var filters: [BlockFilterType: BlockFilterIndex] = [:]
        for type in options.filters {
            let index = try BlockFilterIndex(
                type, directory: directory, cacheBytes: options.filterCacheBytes, wipe: options.wipe)
            try await follow(index.makeWriter())
            filters[type] = index
        }
        self.filters = filters
        if options.hasCoinStatistics {
            let index = try CoinStatisticsIndex(directory: directory, cacheBytes: 0, wipe: options.wipe)
            try await follow(index.makeWriter(consensus: chain.configuration.parameters.consensus))
            coinStatistics = index
        } else {
            coinStatistics = nil
        }
        self.followers = followers
        // Those that are at the tip, or have not begun, follow block by block from now on.
        for follower in followers where follower.status.isSynchronized { await follower.start() }
    }

    /// What keeps an index in step.
    public func follower(_ name: String) -> IndexFollower? {
        followers.first { $0.name == name }
    }

    /// What keeps the index of filters in step.
    public func follower(_ type: BlockFilterType) -> IndexFollower? {
        follower("\(type.name) block filter index")
    }

    // MARK: Start and stop

    /// Begins to bring all indexes to the tip. Throws if blocks have been pruned that one of them needs.
    public func start() async throws {
        try await checkBlocks()
        for follower in followers { await follower.start() }
    }

    /// Indexes that need undo records are checked first; of those that lack blocks the one that is furthest behind
    /// is named.
    private func checkBlocks() async throws {
        for needsUndo in [true, false] {
            var furthest: (name: String, from: BlockHash?, height: Int)?
            for follower in followers {
                guard let needed = await follower.requirement, needed.undo == needsUndo else { continue }
                if let known = furthest, needed.height >= known.height { continue }
                furthest = (follower.name, needed.from, needed.height)
            }
            guard let furthest, await !chain.hasBlocks(from: furthest.from, withUndo: needsUndo) else {
                continue
            }
            throw IndexError(
                "\(furthest.name) best block of the index goes beyond pruned data"
                    + (needsUndo ? " (including undo data)" : "")
                    + ". Please disable the index or reindex (which will download the whole blockchain again)"
            )
        }
    }

    /// Cuts off what is going on.
    public func interrupt() {
        for follower in followers { follower.interrupt() }
    }

    /// Ends following and commits what can be.
    public func stop() async {
        guard !followers.isEmpty else { return }
        interrupt()
        do {
            // An index can be committed as far as the chain is on disk.
            try await chain.flush()
        } catch {
            Log.error("\(error)")
        }
        for follower in followers { await follower.stop() }
    }
}
