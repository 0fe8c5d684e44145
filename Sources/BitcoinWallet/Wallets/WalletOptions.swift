import BitcoinConsensus
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport

/// What the user wants of all wallets.
struct WalletOptions: Sendable {
    /// The network.
    var parameters: ChainParameters
    /// The folder of wallets.
    var directory: String
    /// `-unsafesqlitesync`.
    var isUnsafe = false
    /// `-addresstype`.
    var addressType = OutputType.bech32
    /// `-changetype`; `nil` lets the payment decide.
    var changeType: OutputType?
    /// `-keypool`.
    var keypoolSize: Int32 = 1000
    /// `-txconfirmtarget`.
    var confirmationTarget: Int32 = 6
    /// `-spendzeroconfchange`.
    var spendsUnconfirmedChange = true
    /// `-walletrbf`.
    var signalsReplacement = true
    /// `-walletbroadcast`.
    var broadcasts = true
    /// `-walletrejectlongchains`.
    var rejectsLongChains = true
    /// `-avoidpartialspends`.
    var avoidsPartialSpends = false
    /// `-walletcrosschain`.
    var allowsOtherChains = false
    /// `-walletnotify`.
    var notifyCommand = ""
    /// Whether the node runs that command, because this process may not.
    var notifiesThroughNode = false
    /// `-mintxfee`.
    var minimumFeeRate = FeeRate(satoshisPerKilobyte: 1000)
    /// `-fallbackfee`; `nil` where there is none.
    var fallbackFeeRate: FeeRate?
    /// `-discardfee`.
    var discardFeeRate = FeeRate(satoshisPerKilobyte: 10_000)
    /// `-consolidatefeerate`.
    var consolidationFeeRate = FeeRate(satoshisPerKilobyte: 10_000)
    /// `-maxtxfee`.
    var maximumFee = Amount(satoshis: 10_000_000)
    /// `-maxapsfee`; `nil` never avoids partial spends for money.
    var maximumPartialSpendFee: Amount? = .zero
    /// `-deprecatedrpc`.
    var deprecatedCommands: Set<String> = []
    /// What the user should know about these options.
    var warnings: [String] = []

    /// Fee rates above this are most likely a mistake.
    private static let highFeeRate: Int64 = 1_000_000
    /// Fees above this are most likely a mistake.
    private static let highMaximumFee: Int64 = 100_000_000
    private static let highPartialSpendFee: Int64 = 10_000

    /// How addresses and keys of the network are written.
    var format: AddressFormat { parameters.addressFormat }

    /// Where and how files are opened.
    var database: WalletDatabase.Options { .init(magic: parameters.messageStart, isUnsafe: isUnsafe) }

    /// The options of a network, all others as they are by default.
    init(parameters: ChainParameters, directory: String) {
        self.parameters = parameters
        self.directory = directory
    }

    /// Reads the options. Throws what is wrong with them.
    init(_ arguments: Arguments) throws {
        self.init(
            parameters: .parameters(for: arguments.selectedChain), directory: arguments.walletDirectory)
        isUnsafe = arguments.bool("unsafesqlitesync", default: false)
        keypoolSize = Int32(clamping: max(1, arguments.integer("keypool", default: 1000)))
        confirmationTarget = Int32(clamping: arguments.integer("txconfirmtarget", default: 6))
        spendsUnconfirmedChange = arguments.bool("spendzeroconfchange", default: true)
        broadcasts = arguments.bool("walletbroadcast", default: true)
        rejectsLongChains = arguments.bool("walletrejectlongchains", default: true)
        avoidsPartialSpends = arguments.bool("avoidpartialspends", default: false)
        allowsOtherChains = arguments.bool("walletcrosschain", default: false)
        notifyCommand = arguments.string("walletnotify", default: "")
        deprecatedCommands = Set(arguments.list("deprecatedrpc"))
        try readTypes(arguments)
        try readFees(arguments)
        if let value = arguments.bool("walletrbf") {
            warnings.append("-walletrbf is deprecated and will be fully removed in the next release.")
            signalsReplacement = value
        }
    }

    private mutating func readTypes(_ arguments: Arguments) throws {
        if let name = arguments.string("addresstype"), !name.isEmpty {
            guard let type = OutputType(rawValue: name) else {
                throw WalletError("Unknown address type '\(name)'")
            }
            addressType = type
        }
        if let name = arguments.string("changetype"), !name.isEmpty {
            guard let type = OutputType(rawValue: name) else {
                throw WalletError("Unknown change type '\(name)'")
            }
            changeType = type
        }
    }

    private mutating func readFees(_ arguments: Arguments) throws {
        if let rate = try rate(
            "mintxfee", arguments, "This is the minimum transaction fee you pay on every transaction.")
        {
            minimumFeeRate = rate
        }
        if let rate = try rate(
            "fallbackfee", arguments,
            "This is the transaction fee you may pay when fee estimates are not available.")
        {
            fallbackFeeRate = rate.satoshisPerKilobyte == 0 ? nil : rate
        }
        if let rate = try rate(
            "discardfee", arguments,
            "This is the transaction fee you may discard if change is smaller than dust at this level")
        {
            discardFeeRate = rate
        }
        if let text = arguments.string("consolidatefeerate") {
            consolidationFeeRate = FeeRate(satoshisPerKilobyte: try money("consolidatefeerate", text))
        }
        if let text = arguments.string("maxtxfee") {
            let fee = try money("maxtxfee", text)
            if fee > Self.highMaximumFee {
                warnings.append(
                    "-maxtxfee is set very high! Fees this large could be paid on a single transaction.")
            }
            maximumFee = Amount(satoshis: fee)
        }
        if let text = arguments.string("maxapsfee") {
            if text == "-1" {
                maximumPartialSpendFee = nil
            } else {
                let fee = try money("maxapsfee", text)
                if fee > Self.highPartialSpendFee {
                    warnings.append(
                        "-maxapsfee is set very high! This is the maximum transaction fee you pay (in addition "
                            + "to the normal fee) to prioritize partial spend avoidance over regular coin "
                            + "selection.")
                }
                maximumPartialSpendFee = Amount(satoshis: fee)
            }
        }
    }

    private mutating func rate(_ name: String, _ arguments: Arguments, _ meaning: String) throws -> FeeRate? {
        guard let text = arguments.string(name) else { return nil }
        let rate = try money(name, text)
        if rate > Self.highFeeRate { warnings.append("-\(name) is set very high! \(meaning)") }
        return FeeRate(satoshisPerKilobyte: rate)
    }

    private func money(_ name: String, _ text: String) throws -> Int64 {
        guard let amount = FixedPoint.parse(text, decimals: 8), (0...Amount.maximum.satoshis).contains(amount)
        else {
            throw WalletError("Invalid amount for -\(name)=<amount>: '\(text)'")
        }
        return amount
    }

    /// Throws unless the highest fee is one that the node relays.
    func check(against relayMinimum: FeeRate) throws {
        guard FeeRate(fee: maximumFee, virtualSize: 1000) >= relayMinimum else {
            throw WalletError(
                "Invalid amount for -maxtxfee=<amount>: '\(maximumFee)' (must be at least the minrelay fee of "
                    + "\(relayMinimum) to prevent stuck transactions)")
        }
    }
}
