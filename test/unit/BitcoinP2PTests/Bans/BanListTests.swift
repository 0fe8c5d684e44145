import BitcoinSupport
import BitcoinTesting
import Testing

@testable import BitcoinP2P

@Suite struct BanListTests {
    private func range(_ text: String) throws -> AddressRange { try #require(AddressRange(text)) }
    private func address(_ text: String) throws -> NetworkAddress { try #require(NetworkAddress(text)) }

    @Test func aBanHoldsForItsRangeUntilItsEnd() throws {
        var list = BanList()
        #expect(list.ban(try range("10.1.0.0/16"), until: 200, now: 100))
        #expect(list.isBanned(try address("10.1.2.3"), now: 199))
        #expect(!list.isBanned(try address("10.2.2.3"), now: 199))
        #expect(!list.isBanned(try address("10.1.2.3"), now: 200))
        #expect(list.isBanned(try range("10.1.0.0/16"), now: 199))
        #expect(!list.isBanned(try range("10.1.0.0/17"), now: 199))
    }

    @Test func aShorterBanDoesNotReplaceALongerOne() throws {
        var list = BanList()
        #expect(list.ban(try range("1.2.3.4"), until: 200, now: 100))
        #expect(!list.ban(try range("1.2.3.4"), until: 150, now: 120))
        #expect(list.bans[try range("1.2.3.4")] == Ban(created: 100, end: 200))
    }

    @Test func onlyWhatIsBannedCanBeUnbanned() throws {
        var list = BanList()
        _ = list.ban(try range("1.2.3.0/24"), until: 200, now: 100)
        #expect(!list.unban(try range("1.2.3.4")))
        #expect(list.unban(try range("1.2.3.0/24")))
        #expect(list == BanList())
    }

    @Test func endedBansAreRemoved() throws {
        var list = BanList()
        _ = list.ban(try range("1.2.3.4"), until: 200, now: 100)
        _ = list.ban(try range("5.6.7.8"), until: 300, now: 100)
        #expect(list.removeEnded(now: 200).isEmpty)
        #expect(list.removeEnded(now: 201) == [try range("1.2.3.4")])
        #expect(list.bans.count == 1)
    }

    @Test func rangesOfEveryNetworkComeBackFromJSON() throws {
        var list = BanList()
        for text in [
            "1.2.3.4", "10.0.0.0/8", "2001:db8::/32",
            "pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion",
        ] { _ = list.ban(try range(text), until: 200, now: 100) }
        #expect(try BanList(list.json) == list)
        #expect(list.sorted.map(\.range.description).prefix(2) == ["1.2.3.4/32", "10.0.0.0/8"])
    }

    @Test func entriesThatMakeNoSenseAreLeftOut() throws {
        let json = try JSONValue(
            parsing: """
                {"banned_nets": [
                    {"version": 2, "ban_created": 1, "banned_until": 2, "address": "1.2.3.4/32"},
                    {"version": 1, "ban_created": 1, "banned_until": 2, "address": "aaaaaaaaa"},
                    {"version": 1, "ban_created": 1, "banned_until": 2, "address": "5.6.7.8/32"}
                ]}
                """)
        #expect(try BanList(json).bans.keys.map(\.description) == ["5.6.7.8/32"])
    }

    @Test(arguments: [
        "[]", "{}", #"{"banned_nets": 1}"#, #"{"banned_nets": [1]}"#,
        #"{"banned_nets": [{"version": 1, "ban_created": "x", "banned_until": 2, "address": "1.2.3.4"}]}"#,
    ])
    func refusesWhatIsNoList(text: String) throws {
        let json = try JSONValue(parsing: text)
        #expect(throws: BanList.FormatError.self) { try BanList(json) }
    }

    // MARK: The manager

    @Test func bansOutliveTheManagerAndDiscouragementDoesNot() throws {
        let directory = TemporaryDirectory()
        let path = directory.file("banlist.json")
        let first = BanManager(path: path, defaultSeconds: 1000)
        first.ban(try range("1.2.3.4"), seconds: 0, isAbsolute: false)
        first.discourage(try address("5.6.7.8"))
        #expect(first.isAvoided(try address("5.6.7.8")))
        let second = BanManager(path: path, defaultSeconds: 1000)
        #expect(second.isBanned(try address("1.2.3.4")))
        #expect(!second.isDiscouraged(try address("5.6.7.8")))
        #expect(second.bans.map { $0.ban.end - $0.ban.created } == [1000])
        second.unbanAll()
        #expect(BanManager(path: path, defaultSeconds: 1).bans.isEmpty)
    }

    @Test func aTimeTooLargeToAddIsForEver() throws {
        let bans = BanManager()
        bans.ban(try range("1.2.3.4"), seconds: .max, isAbsolute: false)
        #expect(bans.bans.map(\.ban.end) == [.max])
    }

    @Test func aDamagedFileIsStartedAnew() throws {
        let directory = TemporaryDirectory()
        let path = directory.file("banlist.json")
        try FileContents.write(Array("{\"banned_nets\": ".utf8), to: path)
        #expect(BanManager(path: path, defaultSeconds: 1).bans.isEmpty)
        #expect(try BanList(JSONValue(parsing: FileContents.read(path))) == BanList())
    }
}
