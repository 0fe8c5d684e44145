import BitcoinPrimitives
import BitcoinSupport
import BitcoinTesting
import Testing

@Suite struct GolombCodedSetTests {
    private static let parameters = GolombCodedSet.Parameters(
        key0: 1, key1: 2, remainderBits: 10, rate: 1 << 10)

    private static func strings(_ range: Range<Int>) -> Set<Bytes> {
        Set(range.map { Bytes(Array("element \($0)".utf8)) })
    }

    @Test func containsAllItsElementsAndHardlyAnyOthers() throws {
        let elements = Self.strings(0..<200)
        let set = GolombCodedSet(elements, parameters: Self.parameters)
        for element in elements { #expect(try set.contains(element)) }
        let others = Self.strings(1_000..<3_000)
        let mistaken = try others.filter { try set.contains($0) }.count
        #expect(mistaken < 12, "one in 1024 is to be expected")
        #expect(try set.containsAny(others.union([try #require(elements.first)])))
        #expect(try !set.containsAny([]))
    }

    @Test func isReadAsItWasWritten() throws {
        let set = GolombCodedSet(Self.strings(0..<300), parameters: Self.parameters)
        #expect(try GolombCodedSet(encoded: set.encoded, parameters: Self.parameters) == set)
        let empty = GolombCodedSet([], parameters: Self.parameters)
        #expect(empty.encoded == [0])
        #expect(try GolombCodedSet(encoded: [0], parameters: Self.parameters) == empty)
    }

    @Test func refusesMoreOrLessDataThanItsCountSays() throws {
        let encoded = GolombCodedSet(Self.strings(0..<20), parameters: Self.parameters).encoded
        #expect(throws: SerializationError.trailingData) {
            try GolombCodedSet(encoded: encoded + [0], parameters: Self.parameters)
        }
        #expect(throws: SerializationError.endOfData) {
            try GolombCodedSet(encoded: encoded.dropLast(), parameters: Self.parameters)
        }
        #expect(throws: SerializationError.endOfData) {
            try GolombCodedSet(encoded: [], parameters: Self.parameters)
        }
        // A count beyond 32 bits.
        #expect(throws: SerializationError.self) {
            try GolombCodedSet(
                encoded: [255, 0, 0, 0, 0, 1, 0, 0, 0, 0], parameters: Self.parameters)
        }
        // Ones without end, and more elements than there are bits.
        #expect(throws: SerializationError.endOfData) {
            try GolombCodedSet(
                encoded: [254, 255, 255, 255, 255] + [UInt8](repeating: 255, count: 1000),
                parameters: Self.parameters)
        }
    }
}

@Suite struct BlockFilterTests {
    @Test(.enabled(if: TestData.isAvailable, "needs BITCOIN_TEST_DATA"))
    func givesCoresFiltersAndHeaders() throws {
        let vectors = try TestData.json("vectors/core/blockfilters.json").requireArray().dropFirst()
        #expect(vectors.count == 10)
        for vector in vectors {
            let note = try vector[7].requireString()
            let block = try Block(serialized: vector[2].requireHex())
            #expect(try block.hash == BlockHash(hex: vector[1].requireString()))
            let spent = try vector[3].requireArray().map { Script(try $0.requireHex()) }
            let filter = BlockFilter(basic: block, spentScripts: spent)
            #expect(try filter.encoded == vector[5].requireHex(), "\(note)")
            let previous = try #require(Hash256(hex: vector[4].requireString()))
            #expect(try filter.header(after: previous) == Hash256(hex: vector[6].requireString()), "\(note)")
            #expect(
                try BlockFilter(type: .basic, blockHash: block.hash, encoded: filter.encoded) == filter)
            for script in spent where !script.isEmpty { #expect(try filter.scripts.contains(script.bytes)) }
        }
    }

    @Test func leavesOutDataCarriersAndEmptyScripts() throws {
        let outputs = [[0x6a, 1, 2], [], [0x51]].map {
            TransactionOutput(value: .zero, scriptPubKey: Script($0))
        }
        let transaction = Transaction(
            version: 1, inputs: [TransactionInput(previousOutput: .null)], outputs: outputs, lockTime: 0)
        let block = Block(
            header: BlockHeader(
                version: 1, previousBlock: .zero, merkleRoot: transaction.txid.hash, time: 0, bits: 0,
                nonce: 0), transactions: [transaction])
        let filter = BlockFilter(basic: block, spentScripts: [Script(), Script([0x6a, 9])])
        // A spent output may begin with OP_RETURN only in theory, and counts then.
        #expect(filter.scripts.count == 2)
        #expect(try filter.scripts.contains([0x51]))
        #expect(try filter.scripts.contains([0x6a, 9]))
    }

    @Test func knowsTypesByTheirNames() {
        #expect(BlockFilterType(name: "basic") == .basic)
        #expect(BlockFilterType(name: "extended") == nil)
    }
}
