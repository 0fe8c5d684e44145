import BitcoinInterfaces
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport

/// Puts transactions together from the coins that were chosen.
extension Wallet {
    struct Assembled: Sendable {
        var transaction: Transaction
        var fee: Amount
        var changePosition: Int?
        var weight: Int
    }

    func assemble(
        _ draft: Draft, _ selection: Selection, _ parameters: CoinSelector.Parameters, _ rates: FeeRates,
        lockTime: UInt32
    ) throws -> Assembled {
        let control = draft.control
        var outputs = draft.recipients.map(\.output)
        var changePosition: Int?
        let change = selection.change(minimum: parameters.minimumViableChange, fee: parameters.changeFee)
        if change > .zero {
            let position = draft.changePosition ?? .random(in: 0...outputs.count)
            guard position <= outputs.count else {
                throw SpendingError("Transaction change output index out of range")
            }
            outputs.insert(
                TransactionOutput(value: change, scriptPubKey: draft.changeScript), at: position)
            changePosition = position
        }
        let coins = ordered(selection.coins, control)
        let sequence: UInt32 =
            control.signalsReplacement ?? options.signalsReplacement ? 0xffff_fffd : 0xffff_fffe
        var heedsSniping = control.lockTime == nil
        let inputs = coins.map { coin in
            let choice = control.choices[coin.outPoint]
            if choice?.sequence != nil { heedsSniping = false }
            return TransactionInput(
                previousOutput: coin.outPoint, scriptSig: choice?.scriptSig ?? Script(),
                sequence: choice?.sequence ?? sequence, witness: choice?.witness ?? Witness())
        }
        let height = control.lockTime ?? (heedsSniping ? lockTime : 0)
        func transaction() -> Transaction {
            Transaction(version: control.version, inputs: inputs, outputs: outputs, lockTime: height)
        }
        guard let size = signedSize(of: transaction(), spent: coins.map(\.output), control) else {
            throw SpendingError("Missing solving data for estimating transaction size")
        }
        let needed = rates.effective.fee(forVirtualSize: size.virtualSize) + selection.bumpFees
        var fee = selection.value - outputs.reduce(.zero) { $0 + $1.value }
        guard fee >= .zero else { throw SpendingError("Fee paid < 0") }
        if let changePosition, needed < fee {
            outputs[changePosition].value += fee - needed
            fee = needed
        }
        if draft.subtracts {
            try subtract(needed - fee, draft, &outputs, changePosition, rates)
            fee = needed
        }
        guard needed <= fee else { throw SpendingError("Fee needed > fee paid") }
        return Assembled(
            transaction: transaction(), fee: fee, changePosition: changePosition, weight: size.weight)
    }

    /// The coins in random order, after those that the user has put in an order.
    private func ordered(_ coins: [SpendableCoin], _ control: CoinControl) -> [SpendableCoin] {
        let byPlace = Dictionary(coins.map { ($0.outPoint, $0) }, uniquingKeysWith: { first, _ in first })
        let chosen = control.order.compactMap { byPlace[$0] }
        return chosen + coins.filter { control.choices[$0.outPoint] == nil }.shuffled()
    }

    /// Takes the fee from those who are to pay it, in equal parts; the first pays what is left over.
    private func subtract(
        _ amount: Amount, _ draft: Draft, _ outputs: inout [TransactionOutput], _ changePosition: Int?,
        _ rates: FeeRates
    ) throws {
        let payers = Int64(draft.recipients.count(where: \.subtractsFee))
        var rest = amount.satoshis % payers
        for (index, recipient) in draft.recipients.enumerated() where recipient.subtractsFee {
            let position = changePosition.map { index >= $0 ? index + 1 : index } ?? index
            outputs[position].value -= Amount(satoshis: amount.satoshis / payers + rest)
            rest = 0
            guard !Dust.isDust(outputs[position], at: rates.relay.dust) else {
                throw SpendingError(
                    outputs[position].value < .zero
                        ? "The transaction amount is too small to pay the fee"
                        : "The transaction amount is too small to send after the fee has been deducted")
            }
        }
    }

    /// A lock time that leaves miners nothing to gain from replacing the last block; zero while the chain is not current.
    func antiSnipingHeight() async throws -> UInt32 {
        guard let chain, let tip = ledger.tip, try await !chain.isInitialBlockDownload(),
            let block = try await chain.findBlock(tip.hash, includeData: false),
            block.timeSeconds >= NodeClock.now - 8 * 60 * 60
        else { return 0 }
        // Now and then further back, so that transactions which were delayed do not stand out.
        let back: Int32 = Int.random(in: 0..<10) == 0 ? .random(in: 0..<100) : 0
        return UInt32(clamping: max(0, tip.height - back))
    }

    func sign(_ transaction: Transaction, _ selection: Selection) throws -> Transaction {
        let outputs = Dictionary(
            selection.coins.map { ($0.outPoint, $0.output) }, uniquingKeysWith: { first, _ in first })
        let outcome = sign(transaction, spending: outputs)
        guard outcome.isComplete else {
            let needsMuSig = outputs.values.contains { self.needsMuSig($0.scriptPubKey) }
            throw SpendingError(needsMuSig ? Self.musigComplaint : "Signing transaction failed")
        }
        return outcome.transaction
    }
}
