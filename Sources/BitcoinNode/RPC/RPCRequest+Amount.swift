import BitcoinCommands
import BitcoinPrimitives
import BitcoinSupport

extension RPCRequest {
    /// The amount of bitcoins that an argument gives.
    func amount(_ name: String) throws(RPCError) -> Amount {
        do {
            return Amount(satoshis: try self[name].satoshis())
        } catch {
            throw RPCError(.typeError, error.description)
        }
    }

    /// The fee rate that an argument gives in bitcoins for 1000 virtual bytes: less than one of them.
    func feeRate(_ name: String) throws(RPCError) -> FeeRate {
        let amount = try amount(name)
        guard amount < .coin else {
            throw RPCError(
                .invalidParameter, "Fee rates larger than or equal to 1BTC/kvB are not accepted")
        }
        return FeeRate(satoshisPerKilobyte: amount.satoshis)
    }
}

extension JSONValue {
    /// An amount in bitcoins.
    static func amount(_ amount: Amount) -> JSONValue { .amount(satoshis: amount.satoshis) }

    /// A fee rate in bitcoins for 1000 virtual bytes.
    static func feeRate(_ rate: FeeRate) -> JSONValue { .amount(satoshis: rate.satoshisPerKilobyte) }
}
