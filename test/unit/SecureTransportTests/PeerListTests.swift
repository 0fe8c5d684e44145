import BitcoinInterfaces
import BitcoinTesting
import Glibc
import Testing

@testable import SecureTransport

@Suite("Keys of other machines")
struct PeerListTests {
    private let a = String(repeating: "a1", count: 32)
    private let b = String(repeating: "b2", count: 32)

    private func peer(_ name: String, _ key: String, _ role: PairedPeer.Role) throws -> PairedPeer {
        let fingerprint = try #require(KeyFingerprint(key))
        return try #require(PairedPeer(name: name, fingerprint: fingerprint, role: role))
    }

    @Test func readsWhatItWrites() throws {
        var list = PeerList()
        try list.pair(try peer("miner", a, .client([.mining])))
        try list.pair(try peer("home.node-1", b, .node))
        try list.revoke("miner")
        #expect(try PeerList(list.text) == list)
        #expect(list.peers.map(\.line) == ["miner \(a) revoked", "home.node-1 \(b) node"])
    }

    @Test func commentsAndEmptyLinesCountForNothing() throws {
        let list = try PeerList("# all\n\n  x\t\(a)   rpc,wallet # the old laptop\n\r\n")
        #expect(list.peers == [try peer("x", a, .client([.rpc, .wallet]))])
    }

    @Test(arguments: [
        "x", "x KEY", "x KEY rpc wallet", "x KEY rpc,", "x KEY everything", "x abc rpc", "a/b KEY node",
        "x KEYff node", "x KEY ", "\u{e9} KEY node",
    ])
    func oneLineThatIsNotUnderstoodMakesTheListWorthless(_ line: String) {
        let line = line.replacing("KEY", with: a)
        #expect(throws: PeerList.Failure.unreadable(line: 2)) { try PeerList("y \(b) node\n\(line)\n") }
    }

    @Test func aKeyOrNameIsThereOnce() {
        #expect(throws: PeerList.Failure.repeated(line: 2)) { try PeerList("x \(a) node\ny \(a) rpc") }
        #expect(throws: PeerList.Failure.repeated(line: 2)) { try PeerList("x \(a) node\nx \(b) rpc") }
        // The name of a key that was revoked is free.
        #expect(throws: Never.self) { try PeerList("x \(a) rpc\nx \(b) revoked") }
    }

    @Test func pairingAgainChangesWhatAKeyMayDo() throws {
        var list = PeerList()
        try list.pair(try peer("x", a, .client([.mining])))
        try list.pair(try peer("x", a, .client([.rpc])))
        #expect(list.peers.map(\.line) == ["x \(a) rpc"])
        #expect(throws: PeerList.Failure.keyTaken(name: "x")) { try list.pair(try peer("y", a, .node)) }
        #expect(throws: PeerList.Failure.nameTaken("x")) { try list.pair(try peer("x", b, .node)) }
        try list.revoke("x")
        try list.pair(try peer("x", b, .node))
        #expect(throws: PeerList.Failure.nameTaken("x")) { try list.pair(try peer("x", a, .node)) }
        #expect(throws: PeerList.Failure.unknown(name: "z")) { try list.revoke("z") }
    }

    @Test func changesOfTheFileAreSeenAtOnce() throws {
        let machine = try Machine()
        let file = PeerFile(in: machine.folder)
        #expect(try file.list().peers == [])
        try machine.pair(try Machine(), "x", .node)
        #expect(try file.list().peers.map(\.name) == ["x"])
        try machine.revoke("x")
        #expect(try file.list().peers.map(\.role) == [.revoked])
        #expect(unlink(machine.folder.peersPath) == 0)
        #expect(try file.list().peers == [])
    }
}
