import BitcoinInterfaces
import BitcoinSandbox
import BitcoinTesting
import Glibc
import Synchronization
import Testing

@testable import BitcoinIPC

/// Runs a test with the path of a folder of its own.
private func withTemporaryDirectory(_ test: (String) async throws -> Void) async throws {
    let directory = TemporaryDirectory()
    try await test(directory.path)
}

extension CapnProtoBorder {
    /// Serves samples.
    fileprivate func listen(at option: String, directory: String) async throws -> any ProcessListener {
        try await listen(address: ListenerAddress(option: option), directory: directory) { _ in SampleNode() }
    }
}

@Suite("The border of a process", .timeLimit(.minutes(1)))
struct BorderTests {
    @Test(arguments: ["unix", "unix:other.sock", "tcp:127.0.0.1:0"])
    func clientsReachAListener(_ address: String) async throws {
        try await withTemporaryDirectory { directory async throws in
            let node = try CapnProtoBorder(program: "bitcoin-node")
            let listener = try await node.listen(at: address, directory: directory)
            let program = try CapnProtoBorder(program: "bitcoin-cli")
            let remote = try #require(
                try await program.connect(address: listener.address, directory: directory))
            let echo = try #require(try await remote.interface.makeEcho())
            #expect(try await echo.echo("hallo") == "hallo")
            await listener.close()
            await remote.waitUntilClosed()
            await #expect(throws: (any Error).self) { try await echo.echo("nobody there") }
        }
    }

    @Test func theDefaultSocketHasTheNodesName() async throws {
        try await withTemporaryDirectory { directory async throws in
            let node = try CapnProtoBorder(program: "bitcoin-node")
            let listener = try await node.listen(at: "unix", directory: directory)
            #expect(listener.address == "unix:\(directory)/node.sock")
            let program = try CapnProtoBorder(program: "bitcoin-cli")
            for address in ["auto", "unix"] {
                let remote = try #require(try await program.connect(address: address, directory: directory))
                #expect(try await remote.interface.makeRpc() != nil)
            }
            await listener.close()
            #expect(access("\(directory)/node.sock", F_OK) != 0)
        }
    }

    @Test func whereNobodyListensTheErrorIsThatTheConnectionIsRefused() async throws {
        try await withTemporaryDirectory { directory async throws in
            let program = try CapnProtoBorder(program: "bitcoin-cli")
            #expect(try await program.connect(address: "auto", directory: directory) == nil)
            #expect(try await program.connect(address: "0", directory: directory) == nil)
            #expect(try await program.connect(address: "", directory: directory) == nil)
            for address in ["unix", "unix:\(directory)/nobody.sock", "tcp:127.0.0.1:1"] {
                let error = await #expect(throws: (any Error).self) {
                    try await program.connect(address: address, directory: directory)
                }
                #expect(userText(error) == "Connection refused")
            }
        }
    }

    @Test func addressesThatAreNoneAreNamed() async throws {
        let program = try CapnProtoBorder(program: "bitcoin-node")
        let long = String(repeating: "x", count: 120)
        let expected = [
            "xyz": "Unrecognized address 'xyz'",
            "unix:\(long)": "Unix address path \"/d/\(long)\" exceeded maximum socket path length",
            "tcp:192.0.2.1:1": """
            This machine has no key for connections beyond loopback at /d/ipc/key.pem: 'bitcoin-util ipckey' makes one.
            """,
        ]
        for (address, text) in expected {
            let error = await #expect(throws: (any Error).self) {
                try await program.listen(at: address, directory: "/d")
            }
            #expect(userText(error) == text)
        }
        #expect(try await program.connect(address: "auto", directory: "/d/\(long)") == nil)
    }

    @Test func programsOfThisProjectIdentifyThemselves() async throws {
        try await withTemporaryDirectory { directory async throws in
            let node = try CapnProtoBorder(program: "bitcoin-node")
            let listener = try await node.listen(at: "unix", directory: directory)
            let wallet = try CapnProtoBorder(program: "bitcoin-wallet")
            let remote = try #require(
                try await wallet.connectNode(
                    address: "unix", directory: directory, identity: .sample("bitcoin-wallet")))
            let chain = try #require(try await remote.interface.makeChain())
            #expect(try await chain.getTip() != nil)
            let error = await #expect(throws: (any Error).self) {
                try await wallet.connectNode(
                    address: "unix", directory: directory,
                    identity: .sample("bitcoin-wallet", network: "main"))
            }
            #expect(userText(error).hasPrefix("Network mismatch: bitcoin-node is on regtest"))
            await listener.close()
        }
    }

    @Test func anAddressGrantsWhatItSaysAndNothingElse() async throws {
        try await withTemporaryDirectory { directory async throws in
            let node = try CapnProtoBorder(program: "bitcoin-node")
            let listener = try await node.listen(at: "unix,grant=mining", directory: directory)
            #expect(listener.address == "unix:\(directory)/node.sock")
            let program = try CapnProtoBorder(program: "miner")
            let remote = try #require(
                try await program.connectNode(
                    address: "unix", directory: directory, identity: .sample("bitcoin-wallet")))
            #expect(try await remote.interface.makeMining() != nil)
            #expect(try await remote.interface.makeEcho() != nil)
            let rpc = await #expect(throws: (any Error).self) { try await remote.interface.makeRpc() }
            #expect(
                userText(rpc) == "The address does not grant rpc: -ipcbind=<address>,grant=rpc does")
            let chain = await #expect(throws: (any Error).self) { try await remote.interface.makeChain() }
            #expect(userText(chain).hasPrefix("The address does not grant wallet"))
            let window = await #expect(throws: (any Error).self) { try await remote.interface.makeNode() }
            #expect(userText(window).hasPrefix("The address does not grant gui"))
            await listener.close()
        }
    }

    @Test func whoIsConnectedIsWhatTheSystemSays() async throws {
        try await withTemporaryDirectory { directory async throws in
            let node = try CapnProtoBorder(program: "bitcoin-node")
            let told = Mutex<[ConnectedPeer]>([])
            let listener = try await node.listen(
                address: ListenerAddress(option: "unix,grant=rpc"), directory: directory
            ) { peer in
                told.withLock { $0.append(peer) }
                return SampleNode()
            }
            #expect(await listener.connections().isEmpty)
            let program = try CapnProtoBorder(program: "bitcoin-cli")
            let remote = try #require(try await program.connect(address: "unix", directory: directory))
            let echo = try #require(try await remote.interface.makeEcho())
            for _ in 0..<3 { _ = try await echo.echo("x") }
            let connection = try #require(await listener.connections().first)
            #expect(connection.peer.processIdentifier == getpid())
            #expect(
                connection.peer.user == String(cString: try #require(getpwuid(geteuid())).pointee.pw_name))
            #expect(told.withLock { $0 } == [connection.peer])
            #expect(connection.grants == [.rpc])
            // construct, makeThread, makeEcho, echo
            #expect(connection.calls >= 5 && connection.refusedCalls == 0)
            #expect(connection.callTime > .zero && connection.longestCall <= connection.callTime)
            #expect(connection.objects >= 2)
            await listener.close()
        }
    }

    @Test func aProgramThatDoesNotAnswerIsNamed() async throws {
        let node = try CapnProtoBorder(program: "bitcoin-node")
        let exited = await #expect(throws: (any Error).self) {
            try await node.spawnWallet(
                executable: "/bin/false", ticket: LaunchTicket(mode: .auto), broker: -1)
        }
        #expect(userText(exited) == "false exited with code 1 before it answered")
        let missing = await #expect(throws: (any Error).self) {
            try await node.spawnWallet(
                executable: "/nowhere/bitcoin-wallet", ticket: LaunchTicket(mode: .auto), broker: -1)
        }
        #expect(userText(missing) == "Cannot start /nowhere/bitcoin-wallet: No such file or directory")
    }

    @Test func onlyASpawnedProcessHasADescriptor() throws {
        #expect(try CapnProtoBorder.spawnedDescriptor(["bitcoin-wallet", "-ipcfd", "0"]) == 0)
        #expect(try CapnProtoBorder.spawnedDescriptor(["bitcoin-wallet", "-ipcfd", "0", "-regtest"]) == nil)
        #expect(try CapnProtoBorder.spawnedDescriptor(["bitcoin-wallet", "-ipcfd=0"]) == nil)
        #expect(throws: (any Error).self) {
            try CapnProtoBorder.spawnedDescriptor(["bitcoin-wallet", "-ipcfd", "x"])
        }
    }

    @Test func exitsAreReadFromTheSystemsStatus() {
        #expect(ProcessExit(waitStatus: 0) == .code(0))
        #expect(ProcessExit(waitStatus: 3 << 8) == .code(3))
        #expect(ProcessExit(waitStatus: 9) == .signal(9))
        #expect(ProcessExit(waitStatus: 11 | 0x80) == .signal(11))
    }
}
