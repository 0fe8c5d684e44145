import BitcoinInterfaces
import BitcoinPrimitives

/// The coins of a wallet by their addresses, of which a user chooses.
public struct CoinList: Sendable {
    /// A coin with what it is called.
    public struct Coin: Sendable, Equatable {
        /// The coin.
        public var coin: WalletCoin
        /// Its address; empty if its output has none.
        public var address: String
        /// The label of the address; `nil` if nobody was told it, as with change.
        public var label: String?

        /// Whether it is at an address that nobody was told.
        public var isChange: Bool { label == nil }
        /// How it is to be named.
        public var name: String { label.map { $0.isEmpty ? "(no label)" : $0 } ?? "(change)" }
    }

    /// A line of the list.
    public enum Row: Sendable, Equatable {
        /// An address, with the coins that follow.
        case address([Coin])
        /// A coin of the address before it.
        case coin(Coin)

        /// The coins that it stands for.
        public var coins: [Coin] {
            switch self {
            case .address(let coins): coins
            case .coin(let coin): [coin]
            }
        }

        /// What they are worth.
        public var amount: Amount {
            Amount(satoshis: coins.reduce(0) { $0 &+ $1.coin.output.value.satoshis })
        }
    }

    /// What addresses, and coins of an address, are sorted by.
    public enum Order: Int, Sendable, CaseIterable {
        /// The largest first.
        case amount
        /// By label, then by address.
        case label
        /// The oldest first.
        case confirmations

        /// In words for a list of choices.
        public var name: String {
            switch self {
            case .amount: "Amount"
            case .label: "Label"
            case .confirmations: "Confirmations"
            }
        }
    }

    /// Whether the coins of a line are chosen.
    public enum Choice: Sendable, Equatable {
        /// None of them.
        case none
        /// Some of them.
        case some
        /// All that are not locked.
        case all
        /// They are locked.
        case locked
    }

    /// The coins.
    public private(set) var coins: [Coin] = []
    /// Those that are chosen.
    public private(set) var chosen: Set<OutPoint> = []
    /// What they are sorted by.
    public var order = Order.amount

    /// There are none.
    public init() {}

    /// Takes over which coins there are. Chosen ones that are gone or locked are chosen no longer.
    ///
    /// - Parameters:
    ///   - addresses: those that have a label.
    ///   - network: its name, for the text of addresses.
    public mutating func update(_ coins: [WalletCoin], _ addresses: [WalletAddress], network: String) {
        let format = AddressFormat(network: network)
        let labels = Dictionary(addresses.map { ($0.address, $0.label) }) { first, _ in first }
        self.coins = coins.map { coin in
            let address = Destination(coin.output.scriptPubKey)?.address(format) ?? ""
            return Coin(coin: coin, address: address, label: labels[address])
        }
        chosen.formIntersection(coins.filter { !$0.isLocked }.map(\.outPoint))
    }

    /// The lines: each address with its coins after it.
    public var rows: [Row] {
        let groups = Dictionary(grouping: coins, by: \.address).values.map { $0.sorted(by: comesFirst) }
        return groups.sorted { left, right in comesFirst(sum(left), sum(right)) }.flatMap { group in
            [.address(group)] + group.map(Row.coin)
        }
    }

    /// Whether the coins of a line are chosen.
    public func choice(of row: Row) -> Choice {
        let free = row.coins.filter { !$0.coin.isLocked }
        if free.isEmpty { return .locked }
        let count = free.count { chosen.contains($0.coin.outPoint) }
        return count == 0 ? .none : count == free.count ? .all : .some
    }

    /// Chooses all coins of a line that are not locked, or none if all are chosen.
    public mutating func toggle(_ row: Row) {
        let free = row.coins.filter { !$0.coin.isLocked }.map(\.coin.outPoint)
        if choice(of: row) == .all { chosen.subtract(free) } else { chosen.formUnion(free) }
    }

    /// Chooses all coins that are not locked, or none if all are chosen.
    public mutating func toggleAll() {
        let free = Set(coins.filter { !$0.coin.isLocked }.map(\.coin.outPoint))
        chosen = chosen == free ? [] : free
    }

    /// Chooses none.
    public mutating func clear() { chosen = [] }

    /// The coins that are chosen.
    public var chosenCoins: [Coin] { coins.filter { chosen.contains($0.coin.outPoint) } }

    // MARK: Order

    /// A group as one coin, to be compared with others.
    private func sum(_ group: [Coin]) -> Coin {
        var sum = group[0]
        for other in group.dropFirst() {
            sum.coin.output.value.satoshis &+= other.coin.output.value.satoshis
            sum.coin.depth = max(sum.coin.depth, other.coin.depth)
        }
        return sum
    }

    private func comesFirst(_ left: Coin, _ right: Coin) -> Bool {
        let (a, b) = (left.coin, right.coin)
        switch order {
        case .amount where a.output.value != b.output.value: return a.output.value > b.output.value
        case .confirmations where a.depth != b.depth: return a.depth > b.depth
        case .label where left.name != right.name: return left.name < right.name
        case .amount, .confirmations, .label: break
        }
        return left.address == right.address ? a.outPoint < b.outPoint : left.address < right.address
    }
}

extension AddressFormat {
    /// The format of addresses of the network with a name as in `-chain=<name>`.
    fileprivate init(network: String) {
        switch network {
        case "main": self = .main
        case "regtest": self = .regtest
        default: self = .test
        }
    }
}
