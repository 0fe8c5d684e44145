import BitcoinSupport
import Testing

@testable import BitcoinRPC

struct AccessTests {
    private func contains(_ subnet: String, _ address: String) throws -> Bool {
        try #require(Subnet(subnet)).contains(try #require(IPAddress(address)))
    }

    @Test(arguments: [
        ("1.2.3.4", "1.2.3.4", true), ("1.2.3.4", "1.2.3.5", false), ("1.2.3.4/24", "1.2.3.200", true),
        ("1.2.3.4/24", "1.2.4.4", false), ("1.2.3.4/255.255.255.0", "1.2.3.99", true),
        ("0.0.0.0/0", "9.9.9.9", true), ("0.0.0.0/0", "::1", false), ("::/0", "fe80::1", true),
        ("[::1]", "::1", true), ("::1", "::2", false), ("fd00::/8", "fdff::1", true),
        ("fd00::/8", "fe00::1", false), ("1.2.3.4/20", "1.2.15.255", true), ("1.2.3.4/20", "1.2.16.0", false),
        ("127.0.0.0/8", "::ffff:127.0.0.1", true), ("::1/ffff:ffff::", "::2", true),
    ])
    func matchesAddresses(subnet: String, address: String, expected: Bool) throws {
        #expect(try contains(subnet, address) == expected)
    }

    @Test(arguments: [
        "", "1.2.3", "1.2.3.4/33", "1.2.3.4/-1", "1.2.3.4/+8", "1.2.3.4/255.0.255.0", "1.2.3.4/::",
        "::1/129", "::1/255.0.0.0", "localhost", "1.2.3.4/", "/8", "1.2.3.4/8/8", "1.2.3.4\u{0}",
    ])
    func refusesWhatIsNoSubnet(text: String) {
        #expect(Subnet(text) == nil)
    }

    @Test func writesSubnetsInTheirShortestForm() throws {
        #expect(try #require(Subnet("10.1.2.3/255.0.0.0")).description == "10.0.0.0/8")
        #expect(try #require(Subnet("::1")).description == "::1/128")
        #expect(AccessList().description == "127.0.0.0/8 ::1/128 ")
    }

    @Test func alwaysAllowsThisMachine() throws {
        let list = AccessList([try #require(Subnet("10.0.0.0/8"))])
        let allowed = ["127.0.0.1", "127.255.0.1", "::1", "10.9.9.9"]
        #expect(try allowed.allSatisfy { list.allows(try #require(IPAddress($0))) })
        #expect(!list.allows(try #require(IPAddress("192.168.0.1"))))
    }

    @Test func knowsWhatBelongsToCJDNS() throws {
        #expect(try #require(Subnet("fc00:db8:c0:ff:ee::/80")).isCJDNS)
        #expect(!(try #require(Subnet("fd00:db8:c0:ff:ee::/80")).isCJDNS))
    }

    @Test(
        arguments: [
            ("127.0.0.1", "127.0.0.1", nil), ("127.0.0.1:80", "127.0.0.1", 80), ("[::1]:80", "::1", 80),
            ("::1", "::1", nil), ("[::1]", "::1", nil), ("host:65535", "host", 65535), ("", "", nil),
            (":8", "", 8),
        ] as [(String, String, UInt16?)])
    func separatesHostAndPort(text: String, host: String, port: UInt16?) throws {
        let address = try #require(HostPort(text))
        #expect(address.host == host)
        #expect(address.port == port)
    }

    @Test(arguments: [
        "127.0.0.1:notaport", "127.0.0.1:-18443", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:+1",
        "127.0.0.1:", "[::1]:notaport", "[::1]:0", "[::1]:65536", ":", "host: 1",
    ])
    func refusesWhatIsNoPort(text: String) {
        #expect(HostPort(text) == nil)
    }
}
