import BitcoinPrimitives

extension ConsensusParameters {
    /// What a block at `height` may create, besides the fees it collects.
    public func subsidy(at height: Int) -> Amount {
        let halvings = height / subsidyHalvingInterval
        return halvings >= 64 ? .zero : Amount(satoshis: (50 * Amount.coin.satoshis) >> Int64(halvings))
    }
}
