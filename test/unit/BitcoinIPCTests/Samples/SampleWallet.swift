import BitcoinInterfaces
import BitcoinSupport
import Synchronization

/// A wallet process that remembers what it was told.
final class SampleWallet: WalletInit {
    struct Told: Sendable {
        var configuration: ProcessConfiguration?
        var log: (any LogSink)?
        var chain: (any Chain)?
    }

    let told = Mutex(Told())
    let loader = SampleLoader()
    let identity: ProcessIdentity

    init(identity: ProcessIdentity = .sample("bitcoin-wallet")) {
        self.identity = identity
    }

    func makeRpc() async throws -> (any Rpc)? { SampleRpc() }

    func exchangeIdentity(_ peer: ProcessIdentity) async throws -> ProcessIdentity {
        try identity.check(peer)
        return identity
    }

    func configure(_ configuration: ProcessConfiguration, log: any LogSink) async throws {
        told.withLock {
            $0.configuration = configuration
            $0.log = log
        }
    }

    func makeWalletLoader(chain: any Chain) async throws -> (any WalletLoader)? {
        told.withLock { $0.chain = chain }
        return loader
    }
}

final class SampleLoader: WalletLoader {
    let calls = Mutex<[String]>([])

    private func note(_ call: String) { calls.withLock { $0.append(call) } }

    func verify() async throws { note("verify") }
    func load() async throws { throw SampleError(description: "Wallet file verification failed. \u{1F512}") }
    func start() async throws { note("start") }
    func stop() async throws { note("stop") }
    func setMockTime(seconds: Int64) async throws { note("setMockTime \(seconds)") }
    func forward(seconds: Int64) async throws { note("forward \(seconds)") }
    func getSandboxInfo() async throws -> JSONValue { ["program": "bitcoin-wallet", "missing": []] }
    func getWalletDir() async throws -> String { "/var/lib/bitcoin/.bitcoin/wallets" }

    func listWalletDir() async throws -> [WalletDirectoryEntry] {
        [
            WalletDirectoryEntry(name: "", format: "sqlite"),
            WalletDirectoryEntry(name: "Ersparnis €", format: "bdb"),
        ]
    }

    func getWalletNames() async throws -> [String] { ["", "Ersparnis €"] }
    func getWallet(name: String) async throws -> (any Wallet)? { nil }

    func createWallet(name: String, passphrase: [UInt8], traits: WalletTraits) async throws -> [String] {
        note(
            "createWallet \(name) \(passphrase) \(traits.hasNoPrivateKeys) \(traits.isBlank) \(traits.avoidsReuse)"
        )
        return ["a", ""]
    }

    func loadWallet(name: String) async throws -> [String] {
        note("loadWallet \(name)")
        return []
    }

    func restoreWallet(name: String, from backup: String) async throws -> [String] {
        note("restoreWallet \(name) \(backup)")
        return ["b"]
    }

    func unloadWallet(name: String) async throws { note("unloadWallet \(name)") }
}

actor LogRecorder: LogSink {
    private(set) var entries: [BitcoinInterfaces.LogEntry] = []

    func write(_ entries: [BitcoinInterfaces.LogEntry]) async throws {
        self.entries += entries
    }
}
