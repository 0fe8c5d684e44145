import BitcoinPrimitives
import Testing

@testable import BitcoinP2P

@Suite struct AddressTests {
    @Test(arguments: [
        "1.2.3.4", "2001:db8::1", "pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion",
        "ukeu3k5oycgaauneqgtnvselmt4yemvoilkln7jpvamvfx7dnkdq.b32.i2p",
    ])
    func textOfEveryNetworkIsReadBack(text: String) throws {
        let address = try #require(NetworkAddress(text))
        #expect(address.description == text)
    }

    @Test func refusesOnionNamesWithAWrongChecksum() {
        #expect(NetworkAddress("pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryc.onion") == nil)
        #expect(NetworkAddress("pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4psca.onion") == nil)
    }

    @Test(arguments: [
        "10.0.0.1", "127.0.0.1", "169.254.1.1", "192.0.2.1", "100.64.0.1", "fe80::1", "fc00::1", "::1",
    ])
    func addressesSetAsideAreNotRoutable(text: String) throws {
        #expect(try !#require(NetworkAddress(text)).isRoutable)
    }

    @Test func tunnelsAreCountedAsTheIPv4BehindThem() throws {
        #expect(try #require(NetworkAddress("2002:0102:0304::")).networkClass == .ipv4)
        #expect(try #require(NetworkAddress("2002:0102:0304::")).linkedIPv4 == [1, 2, 3, 4])
        #expect(try #require(NetworkAddress("2001::fefd:fcfb")).linkedIPv4 == [1, 2, 3, 4])
    }

    @Test func bip155AddressesSurviveTheWire() throws {
        for text in [
            "1.2.3.4", "2001:500::1", "pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion",
        ] {
            let address = PeerAddress(
                NetworkEndpoint(try #require(NetworkAddress(text)), port: 8333),
                services: [.network, .witness],
                time: 1_700_000_000)
            let message = NetworkMessage.addressesV2([address])
            #expect(try NetworkMessage(command: "addrv2", payload: message.payload) == message)
        }
    }

    @Test func unknownNetworksAreReadPast() throws {
        var writer = ByteWriter()
        writer.writeCompactSize(1)
        writer.write(UInt32(1))
        writer.writeCompactSize(0)
        writer.write(UInt8(99))
        writer.writeLengthPrefixed([1, 2, 3])
        writer.write(UInt16(8333).bigEndian)
        guard
            case .addressesV2(let list) = try NetworkMessage(command: "addrv2", payload: Bytes(writer.bytes))
        else { return #expect(Bool(false)) }
        #expect(list.count == 1 && !list[0].endpoint.address.isValid)
    }
}
