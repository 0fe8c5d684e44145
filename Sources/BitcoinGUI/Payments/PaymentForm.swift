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
    /// The coins to be spent; the wallet chooses if there are none.
    public var coins: [OutPoint] = []
    /// Where change goes, as it was written; empty for a new address of the wallet.
    public var changeAddress = ""

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
    public func wishes() throws(Mistake) -> WalletPaymentWishes {
        var wishes = WalletPaymentWishes(
            coins: coins, allowsOtherCoins: coins.isEmpty,
            changeAddress: changeAddress.filter { !$0.isWhitespace })
        if let feeRate {
            guard let rate = FeeRate(satoshisPerByte: feeRate) else { throw .feeRate }
            wishes.feeRate = rate
        } else {
            wishes.confirmationTarget = Int32(clamping: target)
        }
        return wishes
    }
}

extension FeeRate {
    /// A rate above zero as users write it, in satoshis per virtual byte with at most three decimals; `nil` if it is none.
    public init?(satoshisPerByte text: String) {
        // With three decimals these are satoshis per 1,000 virtual bytes.
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let fraction = parts.count > 1 ? String(parts[1]) : ""
        guard (1...2).contains(parts.count), fraction.count <= 3,
            let value = Int64(parts[0] + fraction + String(repeating: "0", count: 3 - fraction.count)),
            value > 0
        else { return nil }
        self.init(satoshisPerKilobyte: value)
    }
}
