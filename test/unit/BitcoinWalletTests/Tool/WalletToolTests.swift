import BitcoinCommands
import BitcoinSupport
import BitcoinTesting
import Glibc
import Testing

@testable import BitcoinWallet

/// What the commands for wallet files leave on the disk, and why they refuse.
@Suite("Wallet tool") struct WalletToolTests {
    private let folder = TemporaryDirectory()

    private func run(_ command: String, _ words: String...) async throws {
        let arguments = Arguments(.walletTool)
        try arguments.parse(["-datadir=\(folder.path)", "-chain=regtest"] + words + [command])
        arguments.selectNetwork(try arguments.chainType())
        try await WalletTool(arguments).run(command)
    }

    private func message(_ command: String, _ words: String) async -> String? {
        do {
            try await run(command, words)
            return nil
        } catch {
            return "\(error)"
        }
    }

    private var wallets: String { folder.file("regtest") }

    private func summary(_ name: String) throws -> WalletSummary {
        let arguments = Arguments(.walletTool)
        arguments.selectNetwork(.regtest)
        let options = WalletOptions(parameters: .parameters(for: .regtest), directory: wallets)
        let database = try WalletDatabase(
            path: WalletPath(name: name, options: options).file, options.database)
        defer { database.close() }
        return try WalletSummary(WalletContents(reading: database), name: name, format: options.format)
    }

    @Test func optionsOfWalletsCount() async throws {
        try await run("create", "-wallet=few", "-keypool=2")
        #expect(try summary("few").text.contains("\nKeypool Size: 16\n"))
        #expect(
            await message("create", "-fallbackfee=much")
                == "Invalid amount for -fallbackfee=<amount>: 'much'")
    }

    @Test(.timeLimit(.minutes(3)))
    func aWalletSurvivesDumpAndCreateFromDump() async throws {
        try await run("create", "-wallet=one")
        let made = try summary("one")
        #expect(
            made.text == """
                Wallet info
                ===========
                Name: one
                Format: sqlite
                Descriptors: yes
                Encrypted: no
                HD (hd seed available): yes
                Keypool Size: 8000
                Transactions: 0
                Address Book: 0

                """)
        let (first, second) = (folder.file("first"), folder.file("second"))
        try await run("dump", "-wallet=one", "-dumpfile=\(first)")
        var status = stat()
        #expect(stat(first, &status) == 0 && status.st_mode & 0o777 == 0o600)
        try await run("createfromdump", "-wallet=two", "-dumpfile=\(first)")
        var copied = try summary("two")
        copied.name = "one"
        #expect(copied == made)
        try await run("dump", "-wallet=two", "-dumpfile=\(second)")
        #expect(try FileContents.read(first) == FileContents.read(second))
        #expect(
            await message("create", "-wallet=one")
                == "Failed to create database path '\(wallets)/one'. Database already exists.")
        #expect(
            await message("info", "-wallet=none")
                == "Failed to load database path '\(wallets)/none'. Path does not exist.")
    }

    @Test func asksForWhatItNeeds() async throws {
        for command in ["create", "createfromdump"] {
            #expect(
                await message(command, "-printtoconsole=0")
                    == "Wallet name must be provided when creating a new wallet.")
            #expect(await message(command, "-wallet=") == "Wallet name cannot be empty")
        }
        #expect(
            await message("createfromdump", "-wallet=a")
                == "No dump file provided. To use createfromdump, -dumpfile=<filename> must be provided.")
        #expect(
            await message("create", "-dumpfile=a")
                == "Error: Invalid arguments provided:\n- The -dumpfile option cannot be used with the 'create' "
                + "command.")
    }

    @Test func aDumpThatIsDamagedLeavesNoWallet() async throws {
        let dump = folder.file("dump")
        try FileContents.write(
            Array("BITCOIN_CORE_WALLET_DUMP,1\nformat,sqlite\n00,01\nchecksum,11\n".utf8), to: dump)
        let options = WalletOptions(parameters: .parameters(for: .regtest), directory: wallets)
        do {
            try await run("createfromdump", "-wallet=bad", "-dumpfile=\(dump)")
            Issue.record("the dump was taken")
        } catch {
            #expect("\(error)" == "Error: Checksum is not the correct size")
        }
        #expect(try !Path.exists(WalletPath(name: "bad", options: options).location))
    }
}
