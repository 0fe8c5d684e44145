import BitcoinPrimitives
import BitcoinScript
import Testing

@Suite struct StandardTemplateTests {
    private func script(_ hex: String) throws -> Script {
        try #require(Script(hex: hex))
    }

    private let key = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"

    @Test func recognizesEveryForm() throws {
        let hash20 = String(repeating: "11", count: 20)
        let hash32 = String(repeating: "22", count: 32)
        let forms = [
            ("21\(key)ac", "pubkey"),
            ("76a914\(hash20)88ac", "pubkeyhash"),
            ("a914\(hash20)87", "scripthash"),
            ("5121\(key)21\(key)52ae", "multisig"),
            ("6a0568656c6c6f", "nulldata"),
            ("6a", "nulldata"),
            ("0014\(hash20)", "witness_v0_keyhash"),
            ("0020\(hash32)", "witness_v0_scripthash"),
            ("5120\(hash32)", "witness_v1_taproot"),
            ("51024e73", "anchor"),
            ("5220\(hash32)", "witness_unknown"),
            ("0010\(String(repeating: "33", count: 16))", "nonstandard"),
            ("", "nonstandard"),
            ("51", "nonstandard"),
        ]
        for (hex, name) in forms {
            #expect(StandardTemplate(try script(hex)).name == name, "\(hex)")
        }
    }

    @Test func refusesMultisigWithWrongNumbers() throws {
        let keys = "21\(key)"
        for hex in [
            "5221\(key)51ae", "5121\(key)52ae", "0021\(key)51ae", "51\(keys)51ae61", "510151ae", "5151ae",
            "01016121\(key)51ae", "ae",
        ] {
            #expect(StandardTemplate(try script(hex)) == .nonstandard, "\(hex)")
        }
    }

    @Test func acceptsTwentyKeysWithPushedNumbers() throws {
        let hex = "0114" + String(repeating: "21" + key, count: 20) + "0114ae"
        guard case .multisig(let required, let keys) = StandardTemplate(try script(hex)) else {
            Issue.record("no multisig")
            return
        }
        #expect(required == 20)
        #expect(keys.count == 20)
    }

    @Test func refusesDataCarriersThatDoMoreThanPush() throws {
        #expect(StandardTemplate(try script("6a76")) == .nonstandard)
        #expect(StandardTemplate(try script("6a05aa")) == .nonstandard)
    }
}

@Suite struct DisassemblyTests {
    @Test func showsShortPushesAsNumbersAndOthersInHexadecimal() throws {
        let shown = [
            ("00", "0"), ("51", "1"), ("4f", "-1"), ("0181", "-1"), ("02ff00", "255"), ("0480000080", "-128"),
            ("0568656c6c6f", "68656c6c6f"), ("76a9", "OP_DUP OP_HASH160"), ("50", "OP_RESERVED"),
            ("0568", "[error]"), ("ff", "OP_INVALIDOPCODE"),
        ]
        for (hex, text) in shown {
            #expect(try #require(Script(hex: hex)).disassembly() == text, "\(hex)")
        }
    }

    @Test func namesTheHashTypeOfSignaturesOnlyWhenAsked() throws {
        let r = String(repeating: "11", count: 32)
        let der = "30440220\(r)0220\(r)"
        let script = try #require(Script(hex: "47\(der)01"))
        #expect(script.disassembly(namesSignatureHashes: true) == "\(der)[ALL]")
        #expect(script.disassembly() == "\(der)01")
        let anyoneCanPay = try #require(Script(hex: "47\(der)83"))
        #expect(anyoneCanPay.disassembly(namesSignatureHashes: true) == "\(der)[SINGLE|ANYONECANPAY]")
        let undefined = try #require(Script(hex: "47\(der)04"))
        #expect(undefined.disassembly(namesSignatureHashes: true) == "\(der)04")
    }
}

@Suite("Checksums of descriptors") struct DescriptorChecksumTests {
    /// Checksums from BIP 380 and from Bitcoin Core's results.
    @Test func matchesKnownChecksums() {
        #expect(DescriptorChecksum.checksum(of: "raw(deadbeef)") == "89f8spxm")
        #expect(DescriptorChecksum.checksum(of: "raw(Ü)") == nil)
    }
}
