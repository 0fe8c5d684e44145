import BitcoinChain
import BitcoinCommands
import BitcoinMempool
import BitcoinPrimitives
import BitcoinSupport

/// Carries out the commands that estimate fees.
struct FeeHandlers: Sendable {
    let node: NodeContext

    /// Serves the commands.
    func register() {
        node.table.register(FeeCommands.estimateSmartFee) { try await smart($0) }
        node.table.register(FeeCommands.estimateRawFee) { try raw($0) }
    }

    private var estimator: FeeEstimator {
        get throws(RPCError) {
            guard let estimates = node.feeEstimates.current else {
                throw RPCError(.internalError, "Fee estimation disabled")
            }
            return estimates.current
        }
    }

    private func target(_ request: RPCRequest, _ estimator: FeeEstimator) throws -> Int {
        let target = Int(try request.integer("conf_target", as: Int32.self))
        let maximum = estimator.maximumTarget(.long)
        guard (1...maximum).contains(target) else {
            throw RPCError(.invalidParameter, "Invalid conf_target, must be between 1 and \(maximum)")
        }
        return target
    }

    private func smart(_ request: RPCRequest) async throws -> JSONValue {
        let estimator = try estimator
        let target = try target(request, estimator)
        let modes = ["unset", "economical", "conservative"]
        let mode = try request.string("estimate_mode").lowercased()
        guard modes.contains(mode) else {
            let list = modes.map { "\"\($0)\"" }.joined(separator: ", ")
            throw RPCError(
                .invalidParameter, "Invalid estimate_mode parameter, must be one of: \(list)")
        }
        let estimate = estimator.smartEstimate(target: target, conservative: mode == "conservative")
        var object = JSONObject()
        if let rate = estimate.rate, rate > .zero {
            let least = try await node.chainForCommands.minimumMempoolRate
            object.append("feerate", .feeRate(max(rate, least)))
        } else {
            object.append("errors", ["Insufficient data or no feerate found"])
        }
        object.append("blocks", .integer(estimate.target))
        return .object(object)
    }

    private func raw(_ request: RPCRequest) throws -> JSONValue {
        let estimator = try estimator
        let target = try target(request, estimator)
        let threshold = try request["threshold"].requireDouble()
        guard (0...1).contains(threshold) else { throw RPCError(.invalidParameter, "Invalid threshold") }
        var object = JSONObject()
        for horizon in FeeEstimator.Horizon.allCases where target <= estimator.maximumTarget(horizon) {
            let estimate = estimator.rawEstimate(target: target, success: threshold, horizon: horizon)
            object.append(horizon.rawValue, describe(estimate))
        }
        return .object(object)
    }

    private func describe(_ estimate: RawFeeEstimate) -> JSONValue {
        var object = JSONObject()
        let rate = estimate.rate.map(FeeRate.init(estimated:)) ?? .zero
        if rate > .zero { object.append("feerate", .feeRate(rate)) }
        object.append("decay", .double(estimate.decay))
        object.append("scale", .integer(estimate.scale))
        if rate > .zero {
            object.append("pass", describe(estimate.pass))
            // Where all ranges pass there is none to tell of.
            if estimate.fail.start != -1 { object.append("fail", describe(estimate.fail)) }
        } else {
            object.append("fail", describe(estimate.fail))
            object.append("errors", ["Insufficient data or no feerate found which meets threshold"])
        }
        return .object(object)
    }

    private func describe(_ range: FeeRateRange) -> JSONValue {
        let rounded = { (value: Double) in JSONValue.double((value * 100).rounded() / 100) }
        return .members(
            ("startrange", .double(range.start.rounded())), ("endrange", .double(range.end.rounded())),
            ("withintarget", rounded(range.withinTarget)), ("totalconfirmed", rounded(range.totalConfirmed)),
            ("inmempool", rounded(range.inMempool)), ("leftmempool", rounded(range.leftMempool)))
    }
}
