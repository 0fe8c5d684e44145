import BitcoinInterfaces
import BitcoinPrimitives
import Testing

@testable import BitcoinGUI

@Suite("Coins that users choose")
struct CoinTests {
    private let near = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"
    private let far = "bcrt1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qzf4jry"

    private func coin(
        _ number: UInt32, _ address: String, _ satoshis: Int64, depth: Int32 = 1, isLocked: Bool = false
    ) throws -> WalletCoin {
        WalletCoin(
            outPoint: OutPoint(txid: .zero, index: number),
            output: TransactionOutput(
                value: Amount(satoshis: satoshis),
                scriptPubKey: try Destination(address: address, .regtest).script),
            depth: depth, isLocked: isLocked)
    }

    private func list(_ coins: [WalletCoin]) -> CoinList {
        var list = CoinList()
        list.update(
            coins, [WalletAddress(address: near, label: "near", purpose: "receive", isMine: true)],
            network: "regtest")
        return list
    }

    @Test func coinsStandBelowTheirAddresses() throws {
        let list = list([
            try coin(1, near, 10), try coin(2, far, 25), try coin(3, near, 20), try coin(4, near, 1),
        ])
        #expect(list.rows.map(\.amount.satoshis) == [31, 20, 10, 1, 25, 25])
        #expect(
            list.rows.map { $0.coins[0].name } == ["near", "near", "near", "near", "(change)", "(change)"])
        #expect(list.rows[4].coins[0].address == far)
    }

    @Test func theOrderIsTheUsers() throws {
        var list = list([try coin(1, near, 10, depth: 5), try coin(2, far, 25, depth: 9)])
        list.order = .label
        #expect(list.rows.map(\.amount.satoshis) == [25, 25, 10, 10], "( comes before letters")
        list.order = .confirmations
        #expect(list.rows.map(\.amount.satoshis) == [25, 25, 10, 10])
        list.order = .amount
        #expect(list.rows.map(\.amount.satoshis) == [25, 25, 10, 10])
    }

    @Test func anAddressStandsForItsCoins() throws {
        var list = list([try coin(1, near, 10), try coin(2, near, 20), try coin(3, far, 5)])
        list.toggle(list.rows[1])
        #expect(list.choice(of: list.rows[0]) == .some)
        #expect(list.choice(of: list.rows[1]) == .all && list.choice(of: list.rows[2]) == .none)
        list.toggle(list.rows[0])
        #expect(list.chosenCoins.map(\.coin.outPoint.index) == [1, 2])
        list.toggle(list.rows[0])
        #expect(list.chosenCoins.isEmpty)
        list.toggleAll()
        #expect(list.chosenCoins.count == 3)
        list.toggleAll()
        #expect(list.chosenCoins.isEmpty)
    }

    @Test func lockedCoinsAreNotChosen() throws {
        var list = list([try coin(1, near, 10, isLocked: true), try coin(2, near, 20)])
        #expect(list.choice(of: list.rows[2]) == .locked)
        list.toggle(list.rows[0])
        #expect(list.chosenCoins.map(\.coin.outPoint.index) == [2])
        #expect(list.choice(of: list.rows[0]) == .all)
        list.update([try coin(2, near, 20, isLocked: true)], [], network: "regtest")
        #expect(list.chosenCoins.isEmpty, "it was locked meanwhile")
    }

    @Test func sumsFollowFromSizeAndRate() throws {
        let coins = [try coin(1, near, 100_000), try coin(2, near, 100_000)]
        let rate = FeeRate(satoshisPerKilobyte: 2000)
        let sums = CoinSums(coins, paying: [(Amount(satoshis: 150_000), false)], feeRate: rate)
        // 10.5 bytes around, 68 for each input, 34 for each output.
        #expect(sums.virtualSize == 215 && sums.fee.satoshis == 430)
        #expect(sums.afterFee.satoshis == 199_570 && sums.change.satoshis == 49_570)
        let taken = CoinSums(coins, paying: [(Amount(satoshis: 150_000), true)], feeRate: rate)
        #expect(taken.change.satoshis == 50_000)
        let short = CoinSums(coins, paying: [(Amount(satoshis: 300_000), false)], feeRate: rate)
        #expect(short.change.satoshis == -100_430)
        let none = CoinSums([], paying: [], feeRate: rate)
        #expect(none.virtualSize == 0 && none.fee == .zero && none.change == .zero)
    }
}
