import BitcoinInterfaces
import Multiprocess
import Testing

@testable import BitcoinIPC

@Suite("Processes tell each other who they are", .timeLimit(.minutes(1)))
struct IdentityTests {
    private let node = ProcessIdentity.sample("bitcoin-node")

    private func exchange(_ wallet: ProcessIdentity) async throws -> (any Error)? {
        var failure: (any Error)?
        let sample = SampleNode(identity: node)
        try await SocketPair.connect(serving: NodeInitServer(IdentifiedNodeInit(sample))) {
            capability async throws in
            let client = NodeInitClient(capability: capability)
            do {
                let peer = try await client.exchangeIdentity(wallet)
                #expect(peer == node)
            } catch {
                failure = error
            }
        }
        return failure
    }

    @Test func processesOfOneKindAccept() async throws {
        #expect(try await exchange(.sample("bitcoin-wallet")) == nil)
    }

    @Test func anotherVersionIsRefused() async throws {
        let error = try await exchange(.sample("bitcoin-wallet", version: 320_000))
        #expect(
            userText(error) == """
                Version mismatch: bitcoin-node is version 310000, bitcoin-wallet is version 320000. Install both \
                programs from the same release.
                """)
    }

    @Test func anotherNetworkIsRefused() async throws {
        let error = try await exchange(.sample("bitcoin-wallet", network: "signet"))
        #expect(
            userText(error) == """
                Network mismatch: bitcoin-node is on regtest, bitcoin-wallet is on signet. Start both with the same \
                -chain option.
                """)
    }

    @Test func anotherSchemaIsRefused() async throws {
        let error = try await exchange(.sample("bitcoin-wallet", schemaHash: 0xabc))
        #expect(
            userText(error) == """
                Schema mismatch: bitcoin-node has 0000000000000007, bitcoin-wallet has 0000000000000abc. Install both \
                programs from the same build.
                """)
    }

    @Test func strangersGetOnlyWhatAnyClientMayHave() async throws {
        let sample = SampleNode(identity: node)
        try await SocketPair.connect(serving: NodeInitServer(IdentifiedNodeInit(sample))) {
            capability async throws in
            let client = NodeInitClient(capability: capability)
            #expect(try await client.makeEcho() != nil)
            let error = await #expect(throws: (any Error).self) { try await client.makeChain() }
            #expect(
                userText(error) == "The peer has not said who it is: exchangeIdentity has to be called first")
            await #expect(throws: (any Error).self) {
                try await client.attachWallet(SampleLoader(), rpc: SampleRpc())
            }
            #expect(sample.attached.withLock { $0 == nil })
            _ = try await client.exchangeIdentity(.sample("bitcoin-wallet"))
            #expect(try await client.makeChain() != nil)
        }
    }

    @Test func aRefusedPeerStaysAStranger() async throws {
        let sample = SampleNode(identity: node)
        try await SocketPair.connect(serving: NodeInitServer(IdentifiedNodeInit(sample))) {
            capability async throws in
            let client = NodeInitClient(capability: capability)
            await #expect(throws: (any Error).self) {
                try await client.exchangeIdentity(.sample("bitcoin-wallet", network: "main"))
            }
            await #expect(throws: (any Error).self) { try await client.makeChain() }
        }
    }

    @Test func aWalletIsConfiguredOnlyByAKnownParent() async throws {
        let sample = SampleWallet()
        try await SocketPair.connect(serving: WalletInitServer(IdentifiedWalletInit(sample))) {
            capability in
            let client = WalletInitClient(capability: capability)
            let configuration = ProcessConfiguration(arguments: [], dataDirectory: "", network: "main")
            await #expect(throws: (any Error).self) {
                try await client.configure(configuration, log: LogRecorder())
            }
            await #expect(throws: (any Error).self) {
                try await client.makeWalletLoader(chain: SampleChain())
            }
            #expect(sample.told.withLock { $0.configuration == nil && $0.chain == nil })
        }
    }
}
