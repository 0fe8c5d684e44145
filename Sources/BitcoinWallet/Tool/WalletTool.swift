import BitcoinSupport

/// The commands of `bitcoin-wallet` for files that no process has open.
struct WalletTool: Sendable {
    private let arguments: Arguments
    private let options: WalletOptions

    /// Serves the commands with the options of the command line. Throws what is wrong with them.
    init(_ arguments: Arguments) throws {
        self.arguments = arguments
        options = try WalletOptions(arguments)
    }

    /// Carries out a command. What it throws is for the user to read as it is.
    func run(_ command: String) async throws {
        let problems = arguments.commandOptionErrors(for: command)
        guard problems.isEmpty else {
            let list = problems.map { "- \($0)" }.joined(separator: "\n")
            throw WalletError("Error: Invalid arguments provided:\n\(list)")
        }
        if command == "create" || command == "createfromdump", !arguments.isSet("wallet") {
            throw WalletError("Wallet name must be provided when creating a new wallet.")
        }
        let name = arguments.string("wallet", default: "")
        let path = try WalletPath(name: name, options: options)
        switch command {
        case "create": try await create(name, at: path)
        case "info": try show(name, at: path)
        case "dump": try dump(path)
        case "createfromdump": try createFromDump(name, at: path)
        default: throw WalletError("Invalid command: \(command)")
        }
    }

    // MARK: Files

    /// Does something with the file of a wallet that is there.
    private func withExisting<Result>(
        _ path: WalletPath, _ body: (WalletDatabase) throws -> Result
    ) throws -> Result {
        try path.requireExisting()
        let database = try WalletDatabase(path: path.file, options.database)
        defer { database.close() }
        try database.verify()
        return try body(database)
    }

    /// The path of the dump, from the working directory on.
    private func dumpPath(for command: String) throws(WalletError) -> String {
        let path = arguments.string("dumpfile", default: "")
        guard !path.isEmpty else {
            throw WalletError(
                "No dump file provided. To use \(command), -dumpfile=<filename> must be provided.")
        }
        return Path.absolute(path)
    }

    // MARK: Commands

    private func create(_ name: String, at path: WalletPath) async throws {
        guard !name.isEmpty else { throw WalletError("Wallet name cannot be empty") }
        try path.requireAbsent()
        StandardOutput.write("Topping up keypool...\n")
        let wallet = try await Wallet.create(
            name: name, path: path.file, options: options, chain: nil, flags: [], passphrase: .none)
        await wallet.close()
        try show(name, at: path)
    }

    private func show(_ name: String, at path: WalletPath) throws {
        let summary = try withExisting(path) { database in
            do throws(any Error) {
                return try WalletSummary(
                    WalletContents(reading: database), name: name, format: options.format)
            } catch let error as WalletLoadError {
                throw WalletError(error.message(file: path.file))
            }
        }
        StandardOutput.write(summary.text)
    }

    private func dump(_ path: WalletPath) throws {
        try withExisting(path) { database in
            try WalletDumpWriter.dump(database, to: dumpPath(for: "dump"))
        }
        StandardOutput.write(
            "The dumpfile may contain private keys. To ensure the safety of your Bitcoin, do not share the dumpfile.\n"
        )
    }

    private func createFromDump(_ name: String, at path: WalletPath) throws {
        guard !name.isEmpty else { throw WalletError("Wallet name cannot be empty") }
        let reader = try WalletDumpReader(path: dumpPath(for: "createfromdump"))
        try path.requireAbsent()
        let hadFolder = Path.exists(path.location)
        do {
            let database = try WalletDatabase(path: path.file, options.database)
            defer { database.close() }
            try database.transaction {
                while var record = try reader.next() {
                    try database.write(record.value, for: record.key)
                    record.value.wipe()
                }
            }
        } catch {
            FileCopy.remove(path.file)
            FileCopy.remove(path.file + "-journal")
            if !hadFolder { FileCopy.removeFolder(path.location) }
            throw error
        }
    }
}
