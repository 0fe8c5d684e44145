import Testing

@testable import SecureTransport

@Suite("Addresses of other machines")
struct SecureAddressTests {
    @Test(arguments: [
        ("tcp:192.0.2.1:8000", "192.0.2.1", 8000), ("tcp:[2001:db8::1]:1", "2001:db8::1", 1),
        ("tcp:node.example:9", "node.example", 9), ("tcp:0.0.0.0:0", "0.0.0.0", 0),
        ("tcp:127.0.0.1:8000,tls", "127.0.0.1", 8000), ("tcp:[::1]:8000,tls", "::1", 8000),
    ])
    func isReadAndWritten(_ text: String, _ host: String, _ port: UInt16) throws {
        let address = try #require(SecureAddress(text))
        #expect(address.host == host)
        #expect(address.port == port)
        #expect(address.description == text)
    }

    @Test(arguments: [
        "unix", "unix:x.sock", "tcp:127.0.0.1:8000", "tcp:127.9.9.9:1", "tcp:[::1]:8000", "tcp:localhost:1",
        "tcp:[::ffff:127.0.0.1]:1", "tcp:", "tcp::1", "tcp:host", "tcp:host:", "tcp:host:99999", "tcp:a:b:1",
        "tcp:host:1,ssl", "",
    ])
    func leavesLoopbackAndNonsenseToOthers(_ text: String) {
        #expect(SecureAddress(text) == nil)
    }
}
