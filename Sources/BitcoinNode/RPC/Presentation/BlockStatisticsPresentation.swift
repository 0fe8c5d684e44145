import BitcoinChain
import BitcoinSupport

extension BlockStatistics {
    /// All figures by their names.
    var json: JSONObject {
        [
            "avgfee": .integer(averageFee),
            "avgfeerate": .integer(averageFeeRate),
            "avgtxsize": .integer(averageSize),
            "blockhash": .string("\(block.hash)"),
            "feerate_percentiles": .array(feeRatePercentiles.map { .integer($0) }),
            "height": .integer(block.height),
            "ins": .integer(inputCount),
            "maxfee": .integer(fees.maximum),
            "maxfeerate": .integer(feeRates.maximum),
            "maxtxsize": .integer(sizes.maximum),
            "medianfee": .integer(fees.median),
            "mediantime": .integer(block.medianTimePast),
            "mediantxsize": .integer(sizes.median),
            "minfee": .integer(fees.minimum),
            "minfeerate": .integer(feeRates.minimum),
            "mintxsize": .integer(sizes.minimum),
            "outs": .integer(outputCount),
            "subsidy": .integer(subsidy.satoshis),
            "swtotal_size": .integer(witnessTotalSize),
            "swtotal_weight": .integer(witnessTotalWeight),
            "swtxs": .integer(witnessTransactionCount),
            "time": .integer(block.header.time),
            "total_out": .integer(totalOutput),
            "total_size": .integer(totalSize),
            "total_weight": .integer(totalWeight),
            "totalfee": .integer(totalFee),
            "txs": .integer(transactionCount),
            "utxo_increase": .integer(coinIncrease),
            "utxo_size_inc": .integer(coinSizeIncrease),
            "utxo_increase_actual": .integer(spendableIncrease),
            "utxo_size_inc_actual": .integer(spendableSizeIncrease),
        ]
    }
}
