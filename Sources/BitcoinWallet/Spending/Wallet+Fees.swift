import BitcoinInterfaces
import BitcoinPrimitives

/// What transactions should pay.
extension Wallet {
    /// The longest time that fees are estimated for, in blocks.
    static let longestConfirmationTarget: Int32 = 1008

    /// What the node says about fees at one moment.
    struct FeeRates: Sendable {
        var relay: RelayFees
        /// What the transaction pays.
        var effective: FeeRate
        var reason: FeeReason
        /// At this rate change must be worth spending.
        var discard: FeeRate
        /// Below this the wallet pays never.
        var required: FeeRate
    }

    /// The fee rates for a transaction.
    func feeRates(_ control: CoinControl) async throws -> FeeRates {
        guard let chain else { throw SpendingError("There is no node") }
        let relay = try await chain.relayFees()
        let required = max(options.minimumFeeRate, relay.relayMinimum)
        let (effective, reason) = try await effectiveFeeRate(control, relay, required: required)
        let longest = try await chain.estimateSmartFee(
            confirmationTarget: Self.longestConfirmationTarget, conservative: false)
        let discard = longest.feeRate.map { min($0, options.discardFeeRate) } ?? options.discardFeeRate
        return FeeRates(
            relay: relay, effective: effective, reason: reason, discard: max(discard, relay.dust),
            required: required)
    }

    private func effectiveFeeRate(
        _ control: CoinControl, _ relay: RelayFees, required: FeeRate
    ) async throws -> (FeeRate, FeeReason) {
        var needed: FeeRate
        var reason = FeeReason.none
        if let given = control.feeRate {
            if control.overridesFeeRate { return (given, reason) }
            needed = given
        } else {
            let isConservative =
                switch control.feeMode {
                case .conservative: true
                case .economical: false
                case .unset: !(control.signalsReplacement ?? options.signalsReplacement)
                }
            let estimate = try await chain?.estimateSmartFee(
                confirmationTarget: control.confirmationTarget ?? options.confirmationTarget,
                conservative: isConservative)
            if let rate = estimate?.feeRate, rate > .zero {
                needed = rate
                reason = isConservative ? .estimate : .economicalEstimate
            } else {
                guard let fallback = options.fallbackFeeRate else { return (.zero, .fallback) }
                needed = fallback
                reason = .fallback
            }
            if needed < relay.mempoolMinimum {
                needed = relay.mempoolMinimum
                reason = .mempoolMinimum
            }
        }
        return required > needed ? (required, .required) : (needed, reason)
    }

    /// Throws if a fee rate is not what the user asked for.
    func check(_ rates: FeeRates, _ control: CoinControl) throws {
        if let given = control.feeRate, rates.effective > given {
            var message =
                "Fee rate (\(given.satoshisPerByteText)) is lower than the minimum fee rate setting "
                + "(\(rates.effective.satoshisPerByteText))."
            if rates.reason == .required {
                message +=
                    "\nConsider modifying -mintxfee (\(options.minimumFeeRate.satoshisPerByteText)) or "
                    + "-minrelaytxfee (\(rates.relay.relayMinimum.satoshisPerByteText))."
            }
            throw FeeRateTooLow(message)
        }
        if rates.reason == .fallback, options.fallbackFeeRate == nil {
            throw SpendingError(
                "Fee estimation failed. Fallbackfee is disabled. Wait a few blocks or enable -fallbackfee.")
        }
    }
}

/// The user's fee rate is lower than what the wallet and the node ask for.
struct FeeRateTooLow: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

extension FeeRate {
    /// Satoshis for each virtual byte, with three decimals: `1.000 sat/vB`.
    var satoshisPerByteText: String {
        let rate = satoshisPerKilobyte
        let fraction = String(rate.magnitude % 1000)
        let padding = String(repeating: "0", count: 3 - fraction.count)
        return "\(rate < 0 ? "-" : "")\(rate.magnitude / 1000).\(padding)\(fraction) sat/vB"
    }
}
