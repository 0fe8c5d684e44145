import BitcoinPrimitives
import Testing

@Suite("Script bytes")
struct ScriptTests {
    @Test(
        arguments: [
            (0, "00"), (1, "51"), (16, "60"), (17, "0111"), (-1, "4f"), (-2, "0182"), (127, "017f"),
            (128, "028000"), (255, "02ff00"), (-255, "02ff80"), (256, "020001"), (32768, "03008000"),
            (-8_388_608, "0400008080"),
        ] as [(Int64, String)])
    func numbersArePushedAsShortAsCanBe(number: Int64, hex: String) {
        var builder = ScriptBuilder()
        builder.append(number: number)
        #expect(builder.script.hex == hex)
    }

    @Test(arguments: [(75, 76), (76, 78), (255, 257), (256, 259), (65535, 65538), (65536, 65541)])
    func pushesChooseTheShortestOpcode(count: Int, size: Int) throws {
        var builder = ScriptBuilder()
        builder.append(push: [UInt8](repeating: 7, count: count))
        #expect(builder.script.count == size)
        let instructions = Array(builder.script.instructions)
        #expect(instructions.count == 1)
        #expect(builder.script.data(of: try #require(instructions.first)).count == count)
    }

    @Test(arguments: ["01", "4c", "4c02ff", "4d01", "4e00000001", "4effffffff00"])
    func aPushThatIsCutShortEndsTheWalk(hex: String) throws {
        let script = try #require(Script(hex: hex))
        var instructions = script.instructions
        #expect(instructions.next() == nil)
        #expect(instructions.isTruncated)
        #expect(!script.isPushOnly)
    }

    @Test func countsSignatureOperations() throws {
        let multisig = try #require(Script(hex: "5221" + String(repeating: "02", count: 33) + "52ae"))
        #expect(SignatureOperations.count(in: multisig.bytes.rawSpan, accurate: true) == 2)
        #expect(SignatureOperations.count(in: multisig.bytes.rawSpan, accurate: false) == 20)
        var scriptSig = ScriptBuilder()
        scriptSig.append(push: multisig.array)
        #expect(SignatureOperations.payToScriptHashCount(scriptSig: scriptSig.script) == 2)
        #expect(SignatureOperations.payToScriptHashCount(scriptSig: Script([0x61])) == 0)
    }

    @Test func recognizesPatterns() throws {
        let hash20 = String(repeating: "ab", count: 20)
        let hash32 = String(repeating: "cd", count: 32)
        #expect(try #require(Script(hex: "a914\(hash20)87")).isPayToScriptHash)
        #expect(try #require(Script(hex: "0014\(hash20)")).isPayToWitnessKeyHash)
        #expect(try #require(Script(hex: "0020\(hash32)")).isPayToWitnessScriptHash)
        #expect(try #require(Script(hex: "5120\(hash32)")).isPayToTaproot)
        #expect(try #require(Script(hex: "51024e73")).isPayToAnchor)
        #expect(try #require(Script(hex: "6002abcd")).witnessProgram?.version == 16)
        #expect(try #require(Script(hex: "6001ab")).witnessProgram == nil)
        #expect(try #require(Script(hex: "50020000")).witnessProgram == nil)
    }

    @Test func namesOpcodes() {
        #expect(Opcode.checkSig.description == "OP_CHECKSIG")
        #expect(Opcode.zero.description == "0")
        #expect(Opcode.negativeOne.description == "-1")
        #expect(Opcode.sixteen.description == "16")
        #expect(Opcode(0xbb).description == "OP_UNKNOWN")
        #expect(Opcode(name: "CHECKSIGADD") == .checkSigAdd)
        #expect(Opcode(name: "OP_DUP") == .dup)
        #expect(Opcode(name: "RESERVED") == .reserved)
        #expect(Opcode(name: "PUSHDATA1") == nil)
    }

    @Test func readsAssembly() throws {
        #expect(
            try Script(assembly: "1 -1 17 0x4c01ff 'hi' DUP OP_CHECKSIG").hex == "514f01114c01ff02686976ac")
        #expect(try Script(assembly: "").isEmpty)
        for text in ["NONSENSE", "0x", "0xf", "4294967296", "1.5", "OP_CHECKSIGADD"] {
            #expect(throws: Script.AssemblyError.self) { try Script(assembly: text) }
        }
    }

    @Test(
        arguments: [
            (0, "0.00000000", "0.00"), (1, "0.00000001", "0.00000001"), (-50_000_000, "-0.50000000", "-0.50"),
            (2_100_000_000_000_000, "21000000.00000000", "21000000.00"),
            (123_456_000, "1.23456000", "1.23456"),
        ] as [(Int64, String, String)])
    func amountsAreShownWithTheirDecimals(satoshis: Int64, full: String, trimmed: String) {
        #expect(Amount(satoshis: satoshis).description == full)
        #expect(Amount(satoshis: satoshis).trimmedDescription == trimmed)
    }
}
