import BitcoinConsensus
import BitcoinInterfaces
import BitcoinSupport

/// The wallets of this process.
actor LocalWalletLoader: WalletLoader {
    private let arguments: Arguments
    private let chain: any Chain

    /// Creates a loader with no wallet loaded.
    init(arguments: Arguments, chain: any Chain) {
        self.arguments = arguments
        self.chain = chain
    }

    /// The names of the loaded wallets.
    var loadedNames: [String] { [] }

    func verify() async throws {
        if arguments.isSet("walletdir") {
            let chosen = arguments.path("walletdir")
            guard Path.exists(chosen) else {
                throw WalletError("Specified -walletdir \"\(chosen)\" does not exist")
            }
            guard Path.isDirectory(chosen) else {
                throw WalletError("Specified -walletdir \"\(chosen)\" is not a directory")
            }
            guard Path.isAbsolute(chosen) else {
                throw WalletError("Specified -walletdir \"\(chosen)\" is a relative path")
            }
        }
        Log.info("Using wallet directory \(arguments.walletDirectory)")
        // Wallet files can be found but not opened yet: to say so is better than to start without them.
        if let name = arguments.list("wallet").first {
            throw WalletError(
                "Wallet \"\(name)\" cannot be loaded: this version finds wallet files but does not open them yet. "
                    + "Remove -wallet=\(name) from the command line, bitcoin.conf or settings.json.")
        }
    }

    func load() async throws {}

    func start() async throws {
        if let tip = try await chain.getTip() {
            Log.info("Wallet process follows the chain from block \(tip.height) (\(tip.hash))")
        }
    }

    func stop() async throws {}

    func setMockTime(seconds: Int64) async throws {
        NodeClock.setMockTime(seconds)
    }

    func getWalletDir() async throws -> String {
        arguments.walletDirectory
    }

    func listWalletDir() async throws -> [WalletDirectoryEntry] {
        let chain = arguments.selectedChain
        let magic = ChainParameters.parameters(for: chain).messageStart
        return WalletDirectory(path: arguments.walletDirectory, magic: magic).wallets()
    }
}

/// Why something about a wallet cannot be done, in words for the user.
struct WalletError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
