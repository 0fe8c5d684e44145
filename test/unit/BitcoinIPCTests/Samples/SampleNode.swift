import BitcoinInterfaces
import BitcoinPrimitives
import BitcoinSupport
import Synchronization

/// An error with a text of its own.
struct SampleError: Error, CustomStringConvertible {
    var description: String
}

/// A node that has everything, and remembers what it was asked.
final class SampleNode: NodeInit {
    let mining: SampleMining
    let chain = SampleChain()
    let identity: ProcessIdentity
    let attached = Mutex<(any WalletLoader, any Rpc)?>(nil)
    let handler = SampleHandler()

    init(mining: SampleMining = SampleMining(), identity: ProcessIdentity = .sample("bitcoin-node")) {
        self.mining = mining
        self.identity = identity
    }

    func makeEcho() async throws -> (any Echo)? { SampleEcho() }
    func makeMining() async throws -> (any Mining)? { mining }
    func makeRpc() async throws -> (any Rpc)? { SampleRpc() }
    func makeChain() async throws -> (any Chain)? { chain }

    func exchangeIdentity(_ peer: ProcessIdentity) async throws -> ProcessIdentity {
        try identity.check(peer)
        return identity
    }

    func attachWallet(_ loader: any WalletLoader, rpc: any Rpc) async throws -> any Handler {
        attached.withLock { $0 = (loader, rpc) }
        return handler
    }
}

/// A node that has nothing to offer.
struct EmptyNode: NodeInit {
    func makeChain() async throws -> (any Chain)? { nil }
    func exchangeIdentity(_ peer: ProcessIdentity) async throws -> ProcessIdentity { peer }
    func attachWallet(_ loader: any WalletLoader, rpc: any Rpc) async throws -> any Handler {
        SampleHandler()
    }
}

struct SampleEcho: Echo {
    func echo(_ text: String) async throws -> String {
        if text == "throw" { throw SampleError(description: "It was asked for: \"throw\"") }
        return text
    }
}

struct SampleRpc: Rpc {
    func executeRpc(request: JSONValue, uri: String, user: String) async throws -> JSONValue {
        .array([request, .string(uri), .string(user)])
    }
}

final class SampleHandler: Handler {
    let disconnections = Mutex(0)

    func disconnect() async throws {
        disconnections.withLock { $0 += 1 }
    }
}

extension ProcessIdentity {
    static func sample(
        _ program: String, version: Int32 = 310_000, network: String = "regtest", schemaHash: UInt64 = 7
    ) -> ProcessIdentity {
        ProcessIdentity(
            program: program, version: version, network: network, schemaHash: schemaHash,
            features: ["a", "b"])
    }
}
