import BitcoinInterfaces
import BitcoinPrimitives

/// What a payment with chosen coins comes to, before it is made: sizes are estimates.
public struct CoinSums: Sendable, Equatable {
    /// How many coins are chosen.
    public var count: Int
    /// What they are worth.
    public var amount: Amount
    /// The size of the transaction, in virtual bytes.
    public var virtualSize: Int
    /// The fee at the wanted rate.
    public var fee: Amount
    /// What is left of the coins after the fee.
    public var afterFee: Amount
    /// What goes back to the wallet; negative if the coins are not enough.
    public var change: Amount

    /// Weight of version, lock time, counts, and the marks of a witness, in units (BIP 141).
    private static let frameWeight = 42
    /// An output of the usual kinds.
    private static let outputWeight = 34 * 4

    /// Adds up.
    ///
    /// - Parameters:
    ///   - coins: the chosen coins.
    ///   - payments: the amounts to be paid, and whether the fee is taken from each.
    ///   - feeRate: `nil` while nobody knows.
    public init(
        _ coins: [WalletCoin], paying payments: [(amount: Amount, subtractsFee: Bool)], feeRate: FeeRate?
    ) {
        count = coins.count
        amount = Amount(satoshis: coins.reduce(0) { $0 &+ $1.output.value.satoshis })
        let inputs = coins.reduce(0) { $0 + Self.inputWeight($1.output.scriptPubKey) }
        // One output more for change.
        let outputs = (max(payments.count, 1) + 1) * Self.outputWeight
        virtualSize = coins.isEmpty ? 0 : (Self.frameWeight + inputs + outputs + 3) / 4
        fee = feeRate?.fee(forVirtualSize: Int32(clamping: virtualSize)) ?? .zero
        afterFee = Amount(satoshis: max(0, amount.satoshis &- fee.satoshis))
        let paid = payments.reduce(Int64(0)) { $0 &+ $1.amount.satoshis }
        let charged = payments.contains(where: \.subtractsFee) ? 0 : fee.satoshis
        change = paid == 0 ? .zero : Amount(satoshis: amount.satoshis &- paid &- charged)
    }

    /// What a signed input weighs, in units: 41 bytes outside of the witness and whatever the script needs.
    private static func inputWeight(_ script: Script) -> Int {
        switch Destination(script) {
        case .witnessKeyHash: 272
        case .taproot: 230
        // With a key's program inside, as this wallet makes them.
        case .scriptHash: 364
        case .publicKeyHash: 592
        default: 592
        }
    }
}
