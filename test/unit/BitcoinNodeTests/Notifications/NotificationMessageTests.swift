import BitcoinCommands
import BitcoinPrimitives
import BitcoinSupport
import Testing

@testable import BitcoinNode

@Suite struct NotificationMessageTests {
    private let hash = BlockHash(hex: "00" + String(repeating: "11", count: 30) + "ff")

    @Test func hashesAreSentAsTheyAreShown() throws {
        let hash = try #require(hash)
        let found = NotificationContents.tip(hash, block: [1, 2, 3])
        #expect(found.map(\.topic) == [.blockHash, .block])
        #expect(Hex.encode(found[0].content) == "\(hash)")
        #expect(found[1].content == [1, 2, 3])
        #expect(NotificationContents.tip(hash, block: nil).map(\.topic) == [.blockHash])
    }

    @Test func stepsOfTheChainHaveALetterAndThoseOfTheMempoolANumberToo() throws {
        let hash = try #require(hash)
        #expect(
            NotificationContents.chainStep(hash, isConnected: true).content
                == hash.bytes.reversed() + Array("C".utf8))
        #expect(NotificationContents.chainStep(hash, isConnected: false).content.last == UInt8(ascii: "D"))
        let removal = NotificationContents.mempoolStep(
            Txid(hash.hash), isAdded: false, number: 0x0102_0304_0506_0708)
        #expect(removal.content.suffix(9) == Array("R".utf8) + [8, 7, 6, 5, 4, 3, 2, 1])
        let addition = NotificationContents.mempoolStep(Txid(hash.hash), isAdded: true, number: 1)
        #expect(addition.content.suffix(9) == Array("A".utf8) + [1, 0, 0, 0, 0, 0, 0, 0])
        #expect(addition.content.count == 41)
    }

    @Test func publishersNumberTheirMessages() {
        var publisher = NotificationPublisher(
            topic: .sequence, address: "tcp://127.0.0.1:1", highWaterMark: 0)
        #expect(publisher.parts([9]) == [Array("sequence".utf8), [9], [0, 0, 0, 0]])
        for _ in 0..<258 { publisher.noteSent() }
        #expect(publisher.parts([])[2] == [2, 1, 0, 0])
    }

    @Test func onlyAddressesOfIPv6AreThat() {
        let answers = [
            "tcp://[::1]:5": true, "tcp://127.0.0.1:5": false, "tcp://*:5": false, "ipc:///a:b": false,
        ]
        for (address, isIPv6) in answers {
            let publisher = NotificationPublisher(topic: .block, address: address, highWaterMark: 0)
            #expect(publisher.isIPv6 == isIPv6, "\(address)")
        }
    }
}
