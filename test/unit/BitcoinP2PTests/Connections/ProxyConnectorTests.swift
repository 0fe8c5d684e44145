import BitcoinSupport
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import BitcoinP2P

@Suite(.timeLimit(.minutes(1))) struct ProxyConnectorTests {
    /// What has come of an attempt, without its channel, which is closed.
    private enum Result: Hashable {
        case connected(rest: [UInt8])
        case noProxy
        case failed
    }

    private func connect(to host: String = "a.example", through proxy: Proxy) async throws -> Result {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let connector = ProxyConnector(group: group, connectTimeoutMilliseconds: 5000)
        let result: Result
        switch await connector.connect(to: host, port: 8333, through: proxy) {
        case .connected(let channel, let rest):
            result = .connected(rest: rest)
            try await channel.close()
        case .noProxy: result = .noProxy
        case .failed: result = .failed
        }
        try await group.shutdownGracefully()
        return result
    }

    @Test(arguments: [true, false])
    func hasTheProxyConnectAndKeepsTheFirstBytes(isolates: Bool) async throws {
        let asked = Mutex<[String]>([])
        let proxy = try await ScriptedServer.proxy(first: [7, 8]) { host, port in
            asked.withLock { $0.append("\(host):\(port)") }
            return 0
        }
        let result = try await connect(
            through: Proxy(.endpoint(try proxy.endpoint), isolatesStreams: isolates))
        #expect(result == .connected(rest: [7, 8]))
        #expect(asked.withLock { $0 } == ["a.example:8333"])
        try await proxy.close()
    }

    @Test func aProxyThatIsNotThereIsNoFaultOfTheHost() async throws {
        let proxy = try await ScriptedServer.proxy { _, _ in 0 }
        let place = Proxy(.endpoint(try proxy.endpoint), isolatesStreams: false)
        try await proxy.close()
        #expect(try await connect(through: place) == .noProxy)
    }

    @Test(arguments: [5, nil] as [UInt8?])
    func aProxyThatRefusesOrHangsUpHasFailed(code: UInt8?) async throws {
        let proxy = try await ScriptedServer.proxy { _, _ in code }
        let place = Proxy(.endpoint(try proxy.endpoint), isolatesStreams: false)
        #expect(try await connect(through: place) == .failed)
        try await proxy.close()
    }

    @Test func aHostThatTheProxyCannotBeToldHasFailed() async throws {
        let proxy = try await ScriptedServer.proxy { _, _ in 0 }
        let place = Proxy(.endpoint(try proxy.endpoint), isolatesStreams: false)
        #expect(try await connect(to: String(repeating: "a", count: 256), through: place) == .failed)
        try await proxy.close()
    }
}

@Suite(.timeLimit(.minutes(1))) struct I2PConnectorTests {
    private static let key = Base64.encode([UInt8](repeating: 7, count: 385) + [0, 0])
        .replacing("+", with: "-").replacing("/", with: "~")
    private static let node = String(repeating: "b", count: 51) + "a.b32.i2p"

    /// A bridge, some of whose answers differ from the usual ones.
    private func bridge(_ changed: [String: String] = [:]) async throws -> ScriptedServer {
        try await ScriptedServer { bytes in
            let line = String(decoding: bytes, as: UTF8.self)
            let usual = [
                "HELLO": "HELLO REPLY RESULT=OK VERSION=3.1\n",
                "SESSION": "SESSION STATUS RESULT=OK DESTINATION=\(Self.key)\n",
                "NAMING": "NAMING REPLY RESULT=OK NAME=x VALUE=abc\n",
                "STREAM": "STREAM STATUS RESULT=OK\nhi",
            ]
            let word = String(line.prefix { $0 != " " })
            guard let answer = changed[word] ?? usual[word], !answer.isEmpty else { return nil }
            return Array(answer.utf8)
        }
    }

    private func connect(_ bridge: ScriptedServer, port: UInt16 = 0) async throws -> String {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let connector = I2PConnector(
            connector: ProxyConnector(group: group, connectTimeoutMilliseconds: 5000))
        let endpoint = NetworkEndpoint(try #require(NetworkAddress(Self.node)), port: port)
        let place = Proxy(.endpoint(try bridge.endpoint), isolatesStreams: false)
        let result: String
        switch await connector.connect(to: endpoint, through: place) {
        case .connected(let channel, let own, let rest):
            result = "connected \(own?.network == .i2p) \(String(decoding: rest, as: UTF8.self))"
            try await channel.close()
        case .noBridge: result = "no bridge"
        case .failed: result = "failed"
        }
        try await group.shutdownGracefully()
        try await bridge.close()
        return result
    }

    @Test func connectsAsSomebodyNewAndKeepsTheFirstBytes() async throws {
        #expect(try await connect(try await bridge()) == "connected true hi")
    }

    @Test(arguments: ["CANT_REACH_PEER", "TIMEOUT"])
    func aNodeThatDoesNotAnswerHasFailed(result: String) async throws {
        #expect(
            try await connect(try await bridge(["STREAM": "STREAM STATUS RESULT=\(result)\n"])) == "failed")
    }

    @Test(arguments: [
        ["HELLO": "HELLO REPLY RESULT=NOVERSION\n"], ["HELLO": ""], ["SESSION": "SESSION STATUS RESULT=OK\n"],
        ["NAMING": "NAMING REPLY RESULT=KEY_NOT_FOUND\n"], ["STREAM": "STREAM STATUS RESULT=I2P_ERROR\n"],
    ])
    func aBridgeThatDoesNotDoWhatItShouldIsNoFaultOfTheNode(changed: [String: String]) async throws {
        #expect(try await connect(try await bridge(changed)) == "no bridge")
    }

    @Test func aBridgeThatDoesNotEndItsLineIsLeft() async throws {
        let endless = String(repeating: "x", count: 70_000)
        #expect(try await connect(try await bridge(["HELLO": endless])) == "no bridge")
    }

    @Test func aNodeWithAPortIsNotConnectedTo() async throws {
        #expect(try await connect(try await bridge(), port: 8333) == "failed")
    }
}
