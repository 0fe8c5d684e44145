import BitcoinConsensus
import BitcoinSupport
import Testing

@testable import BitcoinP2P

@Suite struct PermissionTests {
    private func configuration(_ rules: [String]) throws -> ConnectionConfiguration {
        var configuration = ConnectionConfiguration(ChainParameters.parameters(for: .regtest))
        configuration.whitelist = try rules.map(PermittedRange.init)
        return configuration
    }

    private func permissions(
        _ rules: [String], of address: String, inbound: Bool = true
    ) throws -> [String] {
        try configuration(rules).permissions(of: NetworkAddress(address), inbound: inbound).names
    }

    @Test func withoutNamesTheDefaultsAreMeant() throws {
        #expect(
            try permissions(["1.2.3.4"], of: "1.2.3.4") == ["noban", "relay", "mempool", "download"])
        #expect(try permissions(["1.2.3.4"], of: "1.2.3.5").isEmpty)
        #expect(try permissions(["1.2.3.4"], of: "1.2.3.4", inbound: false).isEmpty)
    }

    @Test func nothingBeforeTheSignAllowsNothing() throws {
        #expect(try permissions(["@1.2.3.4"], of: "1.2.3.4").isEmpty)
    }

    @Test func permissionsOfAllRulesAddUp() throws {
        #expect(
            try permissions(["addr@1.2.0.0/16", "mempool@1.2.3.4"], of: "1.2.3.4") == ["mempool", "addr"])
        #expect(try permissions(["all@0.0.0.0/0"], of: "9.9.9.9").count == 7)
    }

    @Test func somePermissionsImplyOthers() throws {
        #expect(try permissions(["noban@1.2.3.4"], of: "1.2.3.4") == ["noban", "download"])
        #expect(try permissions(["forcerelay@1.2.3.4"], of: "1.2.3.4") == ["forcerelay", "relay"])
    }

    @Test func rulesHoldInTheirDirection() throws {
        #expect(try permissions(["out,addr@1.2.3.4"], of: "1.2.3.4").isEmpty)
        #expect(try permissions(["out,addr@1.2.3.4"], of: "1.2.3.4", inbound: false) == ["addr"])
        #expect(try permissions(["in,out,addr@1.2.3.4"], of: "1.2.3.4") == ["addr"])
    }

    @Test(arguments: [
        ("oopsie@1.2.3.4", "Invalid P2P permission: 'oopsie'"),
        ("noban@1.2.3.4:230", "Invalid netmask specified in -whitelist: '1.2.3.4:230'"),
        ("in@1.2.3.4", "Only direction was set, no permissions: 'in@1.2.3.4'"),
    ])
    func refusesRulesThatMakeNoSense(rule: String, text: String) {
        let error = #expect(throws: PermissionRule.Invalid.self) { try PermittedRange(rule) }
        #expect(error?.description == text)
    }

    @Test func whoIsListenedToCannotBeConnectedTo() {
        let error = #expect(throws: PermissionRule.Invalid.self) {
            try PermissionRule("out,noban@1.2.3.4:1", allowsOutbound: false)
        }
        #expect(
            error?.description
                == "whitebind may only be used for incoming connections (\"out\" was passed)")
    }

    // MARK: Limits

    @Test(arguments: [(0, 0, 0, 0), (8, 8, 0, 0), (10, 8, 2, 0), (14, 8, 2, 3), (125, 8, 2, 114)])
    func connectionsAreSharedOut(all: Int, full: Int, blocks: Int, inbound: Int) throws {
        var configuration = try configuration([])
        configuration.maximumConnections = all
        #expect(configuration.outboundFullRelayLimit == full)
        #expect(configuration.blockRelayLimit == blocks)
        #expect(configuration.inboundLimit == inbound)
        #expect(configuration.automaticLimit <= all)
    }

    @Test func withoutALimitEverythingIsServed() {
        let totals = TrafficTotals()
        totals.sent(1 << 40)
        #expect(!totals.isUploadTargetReached(historical: false))
        #expect(!totals.isUploadTargetReached(historical: true))
        #expect(totals.uploadTarget.bytesLeft == 0)
    }

    @Test func newBlocksKeepTheirShareOfTheLimit() {
        // 144 blocks of 4 MB, and as much again.
        let totals = TrafficTotals(limit: 2 * 144 * 4_000_000)
        totals.sent(144 * 4_000_000 - 1)
        #expect(!totals.isUploadTargetReached(historical: true))
        totals.sent(4_000_002)
        #expect(totals.isUploadTargetReached(historical: true))
        #expect(!totals.isUploadTargetReached(historical: false))
        totals.sent(144 * 4_000_000)
        #expect(totals.isUploadTargetReached(historical: false))
    }

    @Test func countsMessagesOfAnyNameTogether() {
        var count = TrafficCount()
        for index in 0..<1000 { count.received("name\(index)", wireSize: 24) }
        count.received("ping", wireSize: 32)
        #expect(count.receivedByMessage == ["*other*": 24_000, "ping": 32])
    }
}
