import BitcoinInterfaces
import Glibc
import Multiprocess
import Testing

@testable import BitcoinIPC

/// Where the object is that a contract is tested on. Whoever holds it must not be able to tell.
enum Place: CaseIterable, CustomTestStringConvertible {
    /// In the process of its user.
    case local
    /// At the other end of a socket pair, behind a generated client and server.
    case remote

    var testDescription: String { self == .local ? "local object" : "generated client" }

    /// Runs a test with a node that is in this place.
    func withNode(_ node: any NodeInit, _ test: (any NodeInit) async throws -> Void) async throws {
        switch self {
        case .local: try await test(node)
        case .remote:
            try await SocketPair.connect(serving: NodeInitServer(node)) { capability async throws in
                let client = NodeInitClient(capability: capability)
                try await client.construct()
                try await test(client)
            }
        }
    }

    /// Runs a test with a wallet process that is in this place.
    func withWallet(_ wallet: any WalletInit, _ test: (any WalletInit) async throws -> Void) async throws {
        switch self {
        case .local: try await test(wallet)
        case .remote:
            try await SocketPair.connect(serving: WalletInitServer(wallet)) { capability async throws in
                let client = WalletInitClient(capability: capability)
                try await client.construct()
                try await test(client)
            }
        }
    }
}

/// Two event loops, as two processes have them, and a connection between them.
enum SocketPair {
    static func connect(
        serving server: @autoclosure @escaping @Sendable () -> any CapabilityServer,
        _ body: (CapabilityClient) async throws -> Void
    ) async throws {
        let serverLoop = try EventLoop(name: "server")
        let clientLoop = try EventLoop(name: "client")
        defer {
            clientLoop.stop()
            serverLoop.stop()
        }
        var ends: [Int32] = [-1, -1]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        let served = try await Connection.open(ends[0], on: serverLoop, side: .server) { _ in server() }
        let connection = try await Connection.open(ends[1], on: clientLoop, side: .client)
        try await body(try await connection.bootstrap())
        connection.close()
        await served.waitUntilClosed()
    }
}

/// The text that a user sees of an error, wherever it was thrown.
func userText(_ error: (any Error)?) -> String {
    switch error {
    case nil: "no error"
    case let error as RemoteError: error.message
    case let error?: "\(error)"
    }
}
