import BitcoinCrypto
import BitcoinSupport
import BitcoinTesting
import Testing

@testable import BitcoinWallet

@Suite("Dumps of wallets") struct WalletDumpTests {
    private let folder = TemporaryDirectory()

    private func database(_ name: String = "wallet.dat") throws -> WalletDatabase {
        try WalletDatabase(path: folder.file(name), .init(magic: [0xfa, 0xbf, 0xb5, 0xda], isUnsafe: true))
    }

    /// A dump with these lines, and the right checksum behind them unless another last line is given.
    private func dump(_ lines: [String], last: String? = nil) throws -> String {
        let text = lines.map { $0 + "\n" }.joined()
        let checksum = "checksum,\(Hex.encode(DoubleSHA256.hash(Array(text.utf8)).bytes))"
        let path = folder.file("dump")
        try FileContents.write(Array((text + (last ?? checksum) + "\n").utf8), to: path)
        return path
    }

    private func records(_ path: String) throws -> [WalletDumpReader.Record] {
        let reader = try WalletDumpReader(path: path)
        var records: [WalletDumpReader.Record] = []
        while let record = try reader.next() { records.append(record) }
        return records
    }

    private func message(_ path: String) -> String? {
        do {
            _ = try records(path)
            return nil
        } catch {
            return "\(error)"
        }
    }

    private static let head = ["BITCOIN_CORE_WALLET_DUMP,1", "format,sqlite"]

    @Test func whatIsWrittenIsReadAgain() throws {
        let database = try database()
        let large = [UInt8](repeating: 7, count: 200_000)
        try database.write([1, 2], for: [3])
        try database.write(large, for: [4, 5])
        let path = folder.file("dump")
        try WalletDumpWriter.dump(database, to: path)
        let text = String(decoding: try FileContents.read(path), as: UTF8.self)
        #expect(text.hasPrefix("BITCOIN_CORE_WALLET_DUMP,1\nformat,sqlite\n03,0102\n"))
        #expect(try records(path) == [.init(key: [3], value: [1, 2]), .init(key: [4, 5], value: large)])
    }

    @Test func neverOverwritesAFile() throws {
        let path = folder.file("dump")
        try FileContents.write([1], to: path)
        let error = #expect(throws: WalletError.self) { try WalletDumpWriter.dump(database(), to: path) }
        #expect(error?.description.hasPrefix("File \(path) already exists.") == true)
        #expect(try FileContents.read(path) == [1])
    }

    @Test func saysThatAFolderIsNotThere() throws {
        let path = folder.file("nowhere/dump")
        let error = #expect(throws: WalletError.self) { try WalletDumpWriter.dump(database(), to: path) }
        #expect(error?.description == "Unable to open \(path) for writing")
        #expect(message(path) == "Dump file \(path) does not exist.")
    }

    private static let badHeads: [([String], String)] = [
        (
            ["not_the_right_magic,1", "format,sqlite"],
            "Error: Dumpfile identifier record is incorrect. Got \"not_the_right_magic\", expected "
                + "\"BITCOIN_CORE_WALLET_DUMP\"."
        ),
        (
            ["BITCOIN_CORE_WALLET_DUMP,2", "format,sqlite"],
            "Error: Dumpfile version is not supported. This version of bitcoin-wallet only supports version 1 "
                + "dumpfiles. Got dumpfile with version 2"
        ),
        (
            ["BITCOIN_CORE_WALLET_DUMP,+1", "format,sqlite"],
            "Error: Unable to parse version +1 as a uint32_t"
        ),
        (
            ["BITCOIN_CORE_WALLET_DUMP,1", "form,sqlite"],
            "Error: Dumpfile format record is incorrect. Got \"form\", expected \"format\"."
        ),
        (
            ["BITCOIN_CORE_WALLET_DUMP,1", "format,bdb"],
            "Error: Dumpfile specifies an unsupported database format (bdb). Only sqlite database dumps are "
                + "supported"
        ),
        (["BITCOIN_CORE_WALLET_DUMP,1", "format,sqlite", "0g,00"], "Error: Got key that was not hex: 0g"),
        (
            ["BITCOIN_CORE_WALLET_DUMP,1", "format,sqlite", "00,000"],
            "Error: Got value that was not hex: 000"
        ),
    ]

    @Test(arguments: badHeads)
    func saysWhatIsWrong(_ lines: [String], _ expected: String) throws {
        #expect(try message(dump(lines)) == expected)
    }

    @Test func checksTheChecksum() throws {
        let lines = Self.head + ["00,01"]
        let right = Hex.encode(DoubleSHA256.hash(Array(lines.map { $0 + "\n" }.joined().utf8)).bytes)
        #expect(try records(dump(lines)).count == 1)
        for (last, expected) in [
            ("02,03", "Error: Missing checksum"), ("checksum,22", "Error: Checksum is not the correct size"),
            ("checksum,\(String(repeating: "3", count: 66))", "Error: Checksum is not the correct size"),
            ("checksum,\(String(repeating: "0", count: 64))", "Error: Missing checksum"),
            (
                "checksum,\(String(repeating: "1", count: 64))",
                "Error: Dumpfile checksum does not match. Computed \(right), expected "
                    + String(repeating: "1", count: 64)
            ),
        ] {
            #expect(try message(dump(lines, last: last)) == expected)
        }
    }

    @Test func leavesOutWhatHasNoKeyOrNoValue() throws {
        #expect(try records(dump(Self.head + ["00,", ",01", "02,03"])) == [.init(key: [2], value: [3])])
    }
}
