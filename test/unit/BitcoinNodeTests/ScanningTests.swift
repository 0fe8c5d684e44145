import BitcoinCommands
import BitcoinConsensus
import BitcoinPrimitives
import BitcoinSupport
import Testing

@testable import BitcoinNode

@Suite struct ScanningTests {
    private let format = ChainParameters.parameters(for: .regtest).addressFormat

    private func message(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test func rangesAreALastIndexOrBothEnds() throws {
        #expect(try DescriptorRange(7).indexes == 0...7)
        #expect(try DescriptorRange([3, 5]).indexes == 3...5)
        let last: Int64 = (1 << 31) - 1
        #expect(try DescriptorRange([.integer(last), .integer(last)]).indexes.count == 1)
        #expect(try DescriptorRange(999_999).indexes.count == 1_000_000)
    }

    private static let badRanges: [(String, String)] = [
        ("-1", "End of range is too high"),
        ("[-1, 10]", "Range should be greater or equal than 0"),
        ("[0, 2147483648]", "End of range is too high"),
        ("[9223372036854775807, 9223372036854775807]", "End of range is too high"),
        ("[2, 1]", "Range specified as [begin,end] must not have begin after end"),
        ("[0, 1000000]", "Range is too large"),
        ("1000000", "Range is too large"),
        ("[1]", "Range must be specified as end or as [begin,end]"),
        (#"["1", 2]"#, "Range must be specified as end or as [begin,end]"),
        (#""5""#, "Range must be specified as end or as [begin,end]"),
    ]

    @Test(arguments: badRanges)
    func refusesBadRanges(text: String, expected: String) {
        #expect(message { _ = try DescriptorRange(JSONValue(parsing: text)) } == expected)
    }

    @Test func scriptsOfAllObjectsAreCollectedOnce() throws {
        let objects = try ScanObjects(["raw(51)", .members(("desc", "raw(52)")), "raw(51)"], format: format)
        #expect(
            objects.descriptors == [Script([0x51]): "raw(51)#8lvh9jxk", Script([0x52]): "raw(52)#qu92mhx7"])
    }

    private static let badObjects: [(String, String)] = [
        ("1", "Scan object needs to be either a string or an object"),
        (#"{"range": 1}"#, "Descriptor needs to be provided in scan object"),
        (
            #"{"desc": "raw(51)", "range": [2, 1]}"#,
            "Range specified as [begin,end] must not have begin after end"
        ),
        (#""nothing""#, "'nothing' is not a valid descriptor function"),
    ]

    @Test(arguments: badObjects)
    func refusesBadObjects(text: String, expected: String) {
        #expect(
            message { _ = try ScanObjects([JSONValue(parsing: text)], format: format) } == expected)
    }

    @Test func onlyOneScanHasThePlace() async {
        let slot = ScanSlot()
        #expect(slot.progress == nil)
        #expect(!slot.abort())
        let result = await slot.run {
            #expect(slot.progress?.percent == 0)
            #expect(slot.report(40))
            #expect(slot.progress?.percent == 40)
            #expect(await slot.run { 1 } == nil)
            #expect(slot.abort())
            #expect(!slot.report(41))
            return 2
        }
        #expect(result == 2)
        #expect(slot.progress == nil)
        #expect(!slot.abort())
    }
}
