import BitcoinP2P
import BitcoinPrimitives
import Synchronization

/// Connections without sockets: what is done with them is written down.
final class RecordedConnections: PeerConnections {
    /// What has become of one peer.
    struct Record {
        var sent: [NetworkMessage] = []
        var isDisconnected = false
        var misbehaviour: [String] = []
        var facts = PeerFacts()
    }

    private struct State {
        var records: [PeerID: Record] = [:]
        var limit = (all: false, history: false)
        var ownNonces: Set<UInt64> = []
    }

    private let state = Mutex(State())

    subscript(peer: PeerID) -> Record { state.withLock { $0.records[peer] ?? Record() } }

    /// What was sent since the last time.
    func takeSent(_ peer: PeerID) -> [NetworkMessage] {
        state.withLock { state in
            defer { state.records[peer]?.sent = [] }
            return state.records[peer]?.sent ?? []
        }
    }

    func setUploadLimitReached(all: Bool = false, history: Bool) {
        state.withLock { $0.limit = (all, history) }
    }

    func addOwnNonce(_ nonce: UInt64) { state.withLock { _ = $0.ownNonces.insert(nonce) } }

    private func change(_ peer: PeerID, _ body: (inout Record) -> Void) {
        state.withLock { body(&$0.records[peer, default: Record()]) }
    }

    // MARK: PeerConnections

    func send(_ message: NetworkMessage, to peer: PeerID) { change(peer) { $0.sent.append(message) } }

    func hasRoom(for peer: PeerID) -> Bool { true }

    func waitForRoom(for peer: PeerID) async {}

    func disconnect(_ peer: PeerID) { change(peer) { $0.isDisconnected = true } }

    func misbehaving(_ peer: PeerID, reason: String) { change(peer) { $0.misbehaviour.append(reason) } }

    func update(_ peer: PeerID, _ body: (inout PeerFacts) -> Void) { change(peer) { body(&$0.facts) } }

    func logName(of peer: PeerID) -> String { "peer=\(peer)" }

    func isOwnNonce(_ nonce: UInt64) -> Bool { state.withLock { $0.ownNonces.contains(nonce) } }

    func transportName(of peer: PeerID) -> String { "v1" }

    func isUploadLimitReached(forHistory: Bool) -> Bool {
        state.withLock { forHistory ? $0.limit.history : $0.limit.all }
    }
}
