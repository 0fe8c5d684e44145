import BitcoinInterfaces
import BitcoinPrimitives

/// What a user has filled in to pay.
public struct PaymentForm: Sendable {
    /// One line of the form.
    public struct Entry: Sendable, Equatable {
        /// Whom to pay.
        public var address: String
        /// What the receiver is to be called in the wallet.
        public var label: String
        /// The amount as it was written.
        public var amount: String
        /// Whether the fee is taken from the amount.
        public var subtractsFee: Bool

        /// A line.
        public init(address: String = "", label: String = "", amount: String = "", subtractsFee: Bool = false)
        {
            self.address = address
            self.label = label
            self.amount = amount
            self.subtractsFee = subtractsFee
        }
    }

    /// Why a form cannot be sent.
    public enum Mistake: Error, Sendable, Equatable, CustomStringConvertible {
        /// The address in this line is none of this network.
        case address(line: Int)
        /// The amount in this line is none.
        case amount(line: Int)
        /// Two lines have the same address.
        case duplicate
        /// The fee rate is none.
        case feeRate

        /// In words for the user.
        public var description: String {
            switch self {
            case .address: "The recipient address is not valid. Please recheck."
            case .amount: "The amount to pay must be larger than 0."
            case .duplicate: "Duplicate address found: addresses should only be used once each."
            case .feeRate: "The fee rate must be a number of satoshis per virtual byte larger than 0."
            }
        }
    }

    /// The choices of how soon a payment should be confirmed, in blocks.
    public static let confirmationTargets = [2, 4, 6, 12, 24, 48, 144, 504, 1008]
    /// The one that is chosen at first.
    public static let usualTarget = 6

    /// The lines.
    public var entries: [Entry]
    /// The unit of the amounts.
    public var unit: AmountUnit
    /// The fee in satoshis per virtual byte as it was written; `nil` if the node is to estimate it.
    public var feeRate: String?
    /// Within how many blocks it should be confirmed.
    public var target: Int

    /// A form.
    public init(
        entries: [Entry], unit: AmountUnit = .bitcoin, feeRate: String? = nil, target: Int = usualTarget
    ) {
        self.entries = entries
        self.unit = unit
        self.feeRate = feeRate
        self.target = target
    }

    /// What is to be paid. Throws the first mistake.
    ///
    /// - Parameter isAddress: whether a text is an address of the node's network.
    public func payments(_ isAddress: @Sendable (String) async throws -> Bool) async throws -> [WalletPayment]
    {
        var payments: [WalletPayment] = []
        for (line, entry) in entries.enumerated() {
            let address = entry.address.filter { !$0.isWhitespace }
            guard !address.isEmpty, try await isAddress(address) else { throw Mistake.address(line: line) }
            guard let amount = unit.parse(entry.amount), amount > .zero else {
                throw Mistake.amount(line: line)
            }
            guard !payments.contains(where: { $0.address == address }) else { throw Mistake.duplicate }
            payments.append(
                WalletPayment(address: address, amount: amount, subtractsFee: entry.subtractsFee))
        }
        return payments
    }

    /// What else the user wants. Throws if the fee rate is none.
    public func wishes() throws -> WalletPaymentWishes {
        guard let feeRate else { return WalletPaymentWishes(confirmationTarget: Int32(clamping: target)) }
        // Satoshis per virtual byte with three decimals are satoshis per 1,000 virtual bytes.
        let parts = feeRate.split(separator: ".", omittingEmptySubsequences: false)
        let fraction = parts.count > 1 ? String(parts[1]) : ""
        guard (1...2).contains(parts.count), fraction.count <= 3,
            let value = Int64(parts[0] + fraction + String(repeating: "0", count: 3 - fraction.count)),
            value > 0
        else { throw Mistake.feeRate }
        return WalletPaymentWishes(feeRate: FeeRate(satoshisPerKilobyte: value))
    }
}
