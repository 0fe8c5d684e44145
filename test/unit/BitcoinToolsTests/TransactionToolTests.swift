import BitcoinSupport
import Testing

@testable import BitcoinTools

@Suite struct TransactionToolTests {
    private static let txid = String(repeating: "5a", count: 32)
    private static let key = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
    private static let uncompressed =
        "0479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
        + "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"

    private func run(_ words: String..., input: String = "") -> ToolOutcome {
        TransactionTool(standardInput: input).outcome(words)
    }

    /// The script of the only output of a new transaction.
    private func script(_ command: String) throws -> String? {
        let outcome = run("-create", "-json", command)
        let json = try JSONValue(parsing: Array(outcome.output.utf8))
        return json["vout"].array?.first?["scriptPubKey"]["hex"].string
    }

    @Test func createsAnEmptyTransaction() {
        #expect(run("-create") == .success("02000000000000000000\n"))
        #expect(
            run("-create", "-txid").output
                == "4ebd325a4b394cff8c57e8317ccf5a8d0e2bdf1b8526f8aad6c8e43d8240621a\n")
    }

    @Test func changesWhatItIsGiven() {
        let made = run("-create", "in=\(Self.txid):3:7", "locktime=9", "nversion=1", "outdata=0.5:abcd")
        let hex = made.output.trimmed()
        #expect(
            made.output == "0100000001\(Self.txid)030000000007000000"
                + "0180f0fa0200000000046a02abcd09000000\n")
        let emptied = ToolOutcome.success("01000000000009000000\n")
        #expect(run(String(hex), "delin=0", "delout=0") == emptied)
        #expect(run("-", "delin=0", "delout=0", input: String(hex)) == emptied)
    }

    @Test func lowersSequencesThatAreTooHighToBeReplaceable() {
        let made = run("-create", "in=\(Self.txid):0", "in=\(Self.txid):1:5", "replaceable")
        #expect(made.output.contains("00000000" + "00" + "fdffffff"))
        #expect(made.output.contains("01000000" + "00" + "05000000"))
        let one = run("-create", "in=\(Self.txid):0", "in=\(Self.txid):1", "replaceable=1")
        #expect(one.output.contains("00000000" + "00" + "ffffffff"))
        #expect(one.output.contains("01000000" + "00" + "fdffffff"))
    }

    @Test func wrapsOutputsAsFlagsSay() throws {
        #expect(try script("outpubkey=1:\(Self.key)") == "21\(Self.key)ac")
        #expect(
            try script("outpubkey=1:\(Self.key):W") == "0014751e76e8199196d454941c45d1b3a323f1433bd6")
        #expect(
            try script("outpubkey=1:\(Self.key):WS")
                == "a914bcfeb728b584253d5f3f70bcb780e9ef218a68f487")
        #expect(try script("outmultisig=1:1:1:\(Self.key)") == "5121\(Self.key)51ae")
        #expect(try script("outscript=1:2 DROP 'ab' 0x51") == "5275026162" + "51")
        #expect(
            try script("outaddr=1:1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH")
                == "76a914751e76e8199196d454941c45d1b3a323f1433bd688ac")
    }

    @Test func signsWithRegisters() throws {
        let previous = #"[{"txid":"\#(Self.txid)","vout":0,"amount":1,"scriptPubKey":"#
        let secret = #"set=privatekeys:["KwDiBf89QgGbjEhKnhXJuH7LrciVrZi3qYjgd9M7rFU73sVHnoWn"]"#
        let input = "in=\(Self.txid):0"
        // The script behind the hash follows from the key.
        let nested = run(
            "-create", "-json", input, secret,
            "set=prevtxs:\(previous)\"a914bcfeb728b584253d5f3f70bcb780e9ef218a68f487\"}]", "sign=ALL")
        let json = try JSONValue(parsing: Array(nested.output.utf8))
        let signed = json["vin"].array?.first
        #expect(signed?["txinwitness"].array?.last?.string == Self.key)
        #expect(
            signed?["scriptSig"]["hex"].string == "160014751e76e8199196d454941c45d1b3a323f1433bd6")
        // Nobody can sign without the amount.
        let unknown = run(
            "-create", input, secret,
            #"set=prevtxs:[{"txid":"\#(Self.txid)","vout":0,"#
                + #""scriptPubKey":"0014751e76e8199196d454941c45d1b3a323f1433bd6"}]"#, "sign=")
        #expect(
            unknown
                == .failure(
                    "error: Missing amount for CTxOut with scriptPubKey="
                        + "0014751e76e8199196d454941c45d1b3a323f1433bd6"))
    }

    @Test(arguments: [
        ("nversion=0", "Invalid TX version requested: '0'"),
        ("nversion=4", "Invalid TX version requested: '4'"),
        ("locktime=+5", "Invalid TX locktime requested: '+5'"),
        ("locktime=4294967296", "Invalid TX locktime requested: '4294967296'"),
        ("delin=0", "Invalid TX input index '0'"), ("delout=x", "Invalid TX output index 'x'"),
        ("replaceable=0", "Invalid TX input index '0'"),
        ("in=\(txid)", "TX input missing separator"), ("in=5a:0", "invalid TX input txid"),
        ("in=\(txid):-1", "invalid TX input vout '-1'"),
        ("in=\(txid):111112", "invalid TX input vout '111112'"),
        ("in=\(txid):0:x", "invalid TX sequence id 'x'"),
        ("outaddr=1", "TX output missing or too many separators"),
        ("outaddr=1:x", "invalid TX output address"), ("outaddr=x:x", "invalid TX output value"),
        ("outdata=:00", "TX output value not specified"), ("outdata=0", "invalid TX output data"),
        ("outpubkey=1:02", "invalid TX output pubkey"),
        ("outpubkey=1:\(uncompressed):W", "Uncompressed pubkeys are not useable for SegWit outputs"),
        ("outmultisig=1:1", "Not enough multisig parameters"),
        ("outmultisig=1:1:4294967295:\(key)", "incorrect number of multisig pubkeys"),
        ("outmultisig=1:2:1:\(key)", "multisig parameter mismatch. Required 2 of 1signatures."),
        ("outmultisig=1:1:1:\(key):S:S", "Too many parameters"),
        ("outscript=1", "TX output missing separator"),
        ("outscript=1:NOSUCH", "script parse error: unknown opcode"),
        (
            "outscript=1:99999999999",
            "script parse error: decimal numeric value only allowed in the range "
                + "-0xFFFFFFFF...0xFFFFFFFF"
        ),
        ("sign=ALL", "privatekeys register variable must be set."),
        ("sign=NOTHING", "unknown sighash flag/sign option"),
        ("set=x", "Register input requires NAME:VALUE"), ("set=x:{", "Cannot parse JSON for key x"),
        ("load=x:", "Register load requires NAME:FILENAME"),
        ("load=x:/does/not/exist", "Cannot open file /does/not/exist"),
        ("frobnicate", "unknown command"), ("", "unknown command"),
    ])
    func saysWhatIsWrong(_ command: String, _ message: String) {
        #expect(run("-create", command) == .failure("error: \(message)"))
    }

    @Test func refusesScriptsThatAreTooLong() {
        let long = String(repeating: "51", count: 10_001)
        #expect(
            run("-create", "outscript=1:0x\(long)")
                == .failure("error: script exceeds size limit: 10001 > 10000"))
        #expect(
            run("-create", "outscript=1:0x\(String(repeating: "51", count: 521)):S")
                == .failure("error: redeemScript exceeds size limit: 521 > 520"))
    }

    @Test(arguments: ["00", "zz", "", "0200000001", "020000000000ffffffff00"])
    func refusesWhatIsNoTransaction(_ hex: String) {
        #expect(run(hex) == .failure("error: invalid transaction encoding"))
    }

    @Test(arguments: [
        #"[5]"#, #"{"a":true}"#, #"["5"]"#, #""text""#,
    ])
    func oddRegistersAreNoTrap(_ keys: String) {
        let outcome = run("-create", "set=privatekeys:\(keys)", "set=prevtxs:[[]]", "sign=")
        #expect(outcome.exitCode != 0)
        #expect(outcome.complaint.hasPrefix("error: "))
    }

    @Test func needsParameters() {
        #expect(run().complaint == "Error: too few parameters\n")
        #expect(run("-regtest") == .failure("error: too few parameters"))
        #expect(run("-frob").complaint == "Error parsing command line arguments: Invalid parameter -frob\n")
        let help = run("-help")
        #expect(help.exitCode == 0)
        #expect(help.output.contains("Commands:\n\n  delin=N\n"))
        #expect(help.output.contains("Register Commands:\n\n  load=NAME:FILENAME\n"))
    }
}
