import BitcoinChain
import BitcoinCommands
import BitcoinPrimitives
import BitcoinStorage
import BitcoinSupport

/// Answers `gettxoutsetinfo` from the index of coin statistics.
struct CoinTotalsLookup: Sendable {
    let node: NodeContext

    /// The answer; nil if all coins have to be counted, because the index is not there, is not wanted, or does not know
    /// the hash that is asked for.
    func figures(
        _ request: RPCRequest, _ kind: CoinStatistics.HashKind, hashName: String
    ) async throws -> JSONValue? {
        let wantsIndex = try request.bool("use_index")
        let indexes = node.indexes.current
        let index = indexes?.coinStatistics
        var block: BlockSnapshot?
        if !request["hash_or_height"].isNull {
            guard index != nil else {
                throw RPCError(
                    .invalidParameter, "Querying specific block heights requires coinstatsindex")
            }
            guard kind != .serialized else {
                throw RPCError(
                    .invalidParameter,
                    "hash_serialized_3 hash type cannot be queried for a specific block")
            }
            guard wantsIndex else {
                throw RPCError(
                    .invalidParameter,
                    "Cannot set use_index to false when querying for a specific block")
            }
            block = try await node.block(byHashOrHeight: request["hash_or_height"])
        }
        guard wantsIndex, kind != .serialized, let index, let follower = indexes?.follower("coinstatsindex")
        else { return nil }
        if await !follower.waitUntilSynchronized(), let block, block.height > follower.status.height {
            throw RPCError(
                .internalError,
                "Unable to get data because coinstatsindex is still syncing. Current height: "
                    + "\(follower.status.height)")
        }
        let place: BlockSnapshot
        if let block { place = block } else { place = try await node.tipForCommands }
        return describe(
            try totals(index, after: place.hash, height: place.height),
            before: place.height == 0
                ? CoinTotals()
                : try totals(index, after: place.header.previousBlock, height: place.height - 1),
            at: place, hashName: kind == .muhash ? hashName : nil)
    }

    private func totals(
        _ index: CoinStatisticsIndex, after hash: BlockHash, height: Int
    ) throws -> CoinTotals {
        guard let totals = try index.totals(after: hash, height: height) else {
            throw RPCError(.internalError, "Unable to read UTXO set")
        }
        return totals
    }

    private func describe(
        _ totals: CoinTotals, before: CoinTotals, at block: BlockSnapshot, hashName: String?
    ) -> JSONValue {
        var object = JSONObject([
            ("height", .integer(block.height)), ("bestblock", .string("\(block.hash)")),
            ("txouts", .integer(totals.outputCount)), ("bogosize", .integer(totals.bogoSize)),
        ])
        if let hashName { object.append(hashName, .string("\(totals.muhash)")) }
        object.append("total_amount", amount(totals.totalAmount))
        object.append("total_unspendable_amount", amount(totals.unspendable.total))
        let lost = totals.unspendable - before.unspendable
        object.append(
            "block_info",
            .members(
                ("prevout_spent", amount(totals.spent - before.spent)),
                ("coinbase", amount(totals.coinbase - before.coinbase)),
                ("new_outputs_ex_coinbase", amount(totals.created - before.created)),
                ("unspendable", amount(lost.total)),
                (
                    "unspendables",
                    .members(
                        ("genesis_block", amount(lost.genesis)), ("bip30", amount(lost.repeated)),
                        ("scripts", amount(lost.scripts)), ("unclaimed_rewards", amount(lost.unclaimed)))
                )))
        return .object(object)
    }

    private func amount(_ amount: Amount) -> JSONValue { .amount(satoshis: amount.satoshis) }

    /// The amounts of one block fit.
    private func amount(_ amount: UInt256) -> JSONValue {
        .amount(satoshis: Int64(bitPattern: amount.low64))
    }
}
