import BitcoinSupport
import Testing

@testable import BitcoinP2P

@Suite struct SAMReplyTests {
    private func reply(_ line: String) -> SAMReply { SAMReply(line: line, request: "NAMING LOOKUP") }

    @Test func findsTheValueOfAKey() throws {
        let reply = reply("NAMING REPLY RESULT=OK NAME=a.b32.i2p VALUE=abc~-==")
        #expect(try reply.value("VALUE") == "abc~-==")
        #expect(throws: Never.self) { try reply.checkSuccess() }
    }

    @Test func aKeyIsAWholeWord() {
        #expect(throws: SAMReply.Problem.self) { try reply("RESULT MYVALUE=1 VALUE").value("VALUE") }
        #expect(throws: SAMReply.Problem(description: "Missing RESULT= in the reply to \"NAMING LOOKUP\"")) {
            try reply("").checkSuccess()
        }
    }

    @Test func anythingButSuccessIsRefused() {
        #expect(throws: SAMReply.Problem.self) { try reply("HELLO REPLY RESULT=NOVERSION").checkSuccess() }
    }

    @Test func theAddressIsTheHashOfTheDestination() throws {
        // A destination with a certificate of 4 bytes, and a private key after it.
        var key = [UInt8](repeating: 7, count: 385) + [0, 4, 1, 2, 3, 4]
        let destination = key
        key += [UInt8](repeating: 9, count: 32)
        func encode(_ bytes: [UInt8]) -> String {
            Base64.encode(bytes).replacing("+", with: "-").replacing("/", with: "~")
        }
        let address = try #require(I2PDestination.address(ofPrivateKey: encode(key)))
        #expect(address.network == .i2p)
        #expect(I2PDestination.address(ofPrivateKey: encode(destination)) == address)
        #expect(I2PDestination.address(ofPrivateKey: encode(Array(destination.dropLast()))) == nil)
        #expect(I2PDestination.address(ofPrivateKey: "") == nil)
        #expect(I2PDestination.address(ofPrivateKey: "%%%%") == nil)
    }
}
