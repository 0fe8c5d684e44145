import BitcoinInterfaces
import BitcoinSupport
import Testing

@testable import BitcoinIPC

@Suite("Contracts of WalletInit, WalletLoader and LogSink", .timeLimit(.minutes(1)))
struct WalletContractTests {
    @Test(arguments: Place.allCases)
    func isConfiguredByItsParent(_ place: Place) async throws {
        let sample = SampleWallet()
        let configuration = ProcessConfiguration(
            arguments: ["-regtest", "-wallet=", "-debug=ipc"], dataDirectory: "/tmp/ä", network: "regtest",
            mockTimeSeconds: -5)
        let log = LogRecorder()
        let entries = [
            BitcoinInterfaces.LogEntry(
                timeMicroseconds: 1_700_000_000_123_456, level: "debug", category: "ipc", thread: "main",
                message: "a\nb"),
            BitcoinInterfaces.LogEntry(
                timeMicroseconds: 0, level: "info", category: "", thread: "", message: ""),
        ]
        try await place.withWallet(sample) { wallet async throws in
            try await wallet.configure(configuration, log: log)
            let sink = try #require(sample.told.withLock { $0.log })
            try await sink.write(entries)
            try await sink.write([])
        }
        #expect(sample.told.withLock { $0.configuration } == configuration)
        #expect(await log.entries == entries)
    }

    @Test(arguments: Place.allCases)
    func loadersDoWhatTheyAreTold(_ place: Place) async throws {
        let sample = SampleWallet()
        try await place.withWallet(sample) { wallet async throws in
            let loader = try #require(try await wallet.makeWalletLoader(chain: SampleChain()))
            try await loader.verify()
            let error = await #expect(throws: (any Error).self) { try await loader.load() }
            #expect(userText(error) == "Wallet file verification failed. \u{1F512}")
            try await loader.start()
            try await loader.setMockTime(seconds: 1_700_000_000)
            try await loader.forward(seconds: 60)
            try await loader.stop()
            #expect(try await loader.getWalletDir() == "/var/lib/bitcoin/.bitcoin/wallets")
            let expected = try await SampleLoader().listWalletDir()
            #expect(try await loader.listWalletDir() == expected)
        }
        #expect(
            sample.loader.calls.withLock { $0 }
                == ["verify", "start", "setMockTime 1700000000", "forward 60", "stop"])
    }

    @Test(arguments: Place.allCases)
    func loadersMakeLoadAndCloseWallets(_ place: Place) async throws {
        let sample = SampleWallet()
        try await place.withWallet(sample) { wallet async throws in
            let loader = try #require(try await wallet.makeWalletLoader(chain: SampleChain()))
            #expect(try await loader.getWalletNames() == ["", "Ersparnis €"])
            #expect(try await loader.getWallet(name: "") == nil)
            let traits = WalletTraits(hasNoPrivateKeys: true, isBlank: false, avoidsReuse: true)
            #expect(
                try await loader.createWallet(name: "w", passphrase: [0, 255], traits: traits) == ["a", ""])
            #expect(try await loader.loadWallet(name: "ä") == [])
            #expect(try await loader.restoreWallet(name: "r", from: "/tmp/b") == ["b"])
            try await loader.unloadWallet(name: "")
        }
        #expect(
            sample.loader.calls.withLock { $0 } == [
                "createWallet w [0, 255] true false true", "loadWallet ä", "restoreWallet r /tmp/b",
                "unloadWallet ",
            ])
    }

    /// The wallet asks the chain back over the connection on which it is itself asked.
    @Test(arguments: Place.allCases)
    func walletsUseTheChainThatTheyWereGiven(_ place: Place) async throws {
        let sample = SampleWallet()
        try await place.withWallet(sample) { wallet async throws in
            _ = try await wallet.makeWalletLoader(chain: SampleChain())
            let chain = try #require(sample.told.withLock { $0.chain })
            #expect(try await chain.getTip() == BlockRef(hash: Sample.blockHash(2), height: 2))
            let recorder = NotificationRecorder()
            _ = try await chain.handleNotifications(recorder, since: nil)
            #expect(await recorder.events.count > 10)
        }
    }

    @Test(arguments: Place.allCases)
    func furtherWalletsCanBeAttached(_ place: Place) async throws {
        let sample = SampleNode()
        try await place.withNode(sample) { node async throws in
            let handler = try await node.attachWallet(SampleLoader(), rpc: SampleRpc())
            let (loader, rpc) = try #require(sample.attached.withLock { $0 })
            #expect(try await loader.getWalletDir() == "/var/lib/bitcoin/.bitcoin/wallets")
            let answer = try await rpc.executeRpc(request: .bool(true), uri: "/", user: "")
            #expect(answer.description == "[true,\"/\",\"\"]")
            try await handler.disconnect()
        }
        #expect(sample.handler.disconnections.withLock { $0 } == 1)
    }

    @Test func anObjectThatComesBackIsTheObjectItself() async throws {
        let sample = SampleNode()
        try await Place.remote.withNode(sample) { node async throws in
            // A wallet that hands the node's own Rpc back to the node.
            let rpc = try #require(try await node.makeRpc())
            _ = try await node.attachWallet(SampleLoader(), rpc: rpc)
            let (_, returned) = try #require(sample.attached.withLock { $0 })
            let answer = try await returned.executeRpc(request: .null, uri: "", user: "")
            #expect(answer.description == "[null,\"\",\"\"]")
        }
    }
}
