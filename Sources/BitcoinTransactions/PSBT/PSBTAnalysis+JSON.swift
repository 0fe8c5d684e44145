import BitcoinScript
import BitcoinSupport

extension PSBTAnalysis {
    /// The analysis as analyzepsbt tells it.
    public var json: JSONValue {
        var object = JSONObject()
        if !inputs.isEmpty { object.append("inputs", .array(inputs.map(\.json))) }
        if let estimatedVirtualSize { object.append("estimated_vsize", .integer(estimatedVirtualSize)) }
        if let estimatedFeeRate {
            object.append("estimated_feerate", .amount(satoshis: estimatedFeeRate.satoshisPerKilobyte))
        }
        if let fee { object.append("fee", .amount(satoshis: fee.satoshis)) }
        object.append("next", .string(next.rawValue))
        if let error { object.append("error", .string(error)) }
        return .object(object)
    }
}

extension PSBTAnalysis.Input {
    fileprivate var json: JSONValue {
        var object = JSONObject([
            ("has_utxo", .bool(hasUTXO)), ("is_final", .bool(isFinal)), ("next", .string(next.rawValue)),
        ])
        var missing = JSONObject()
        if !self.missing.publicKeys.isEmpty {
            missing.append(
                "pubkeys", .array(self.missing.publicKeys.map { .string(Hex.encode($0.bytes)) }))
        }
        if let hash = self.missing.redeemScript {
            missing.append("redeemscript", .string(Hex.encode(hash.bytes)))
        }
        if let hash = self.missing.witnessScript {
            missing.append("witnessscript", .string(Hex.encode(hash.bytes)))
        }
        if !self.missing.signatures.isEmpty {
            missing.append(
                "signatures", .array(self.missing.signatures.map { .string(Hex.encode($0.bytes)) }))
        }
        if !missing.isEmpty { object.append("missing", .object(missing)) }
        return .object(object)
    }
}
