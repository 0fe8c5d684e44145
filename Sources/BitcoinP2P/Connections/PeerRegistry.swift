import Synchronization

/// The connections that there are, by number.
final class PeerRegistry: Sendable {
    private struct State {
        var connections: [PeerID: PeerConnection] = [:]
        var nextNumber: Int64 = 0
        var isClosed = false
    }

    private let state = Mutex(State())

    /// A number that no connection has had.
    func takeNumber() -> PeerID {
        state.withLock { state in
            defer { state.nextNumber += 1 }
            return PeerID(state.nextNumber)
        }
    }

    /// Adds a connection; false after the end.
    func add(_ connection: PeerConnection) -> Bool {
        state.withLock { state in
            guard !state.isClosed else { return false }
            state.connections[connection.id] = connection
            return true
        }
    }

    func remove(_ id: PeerID) {
        state.withLock { _ = $0.connections.removeValue(forKey: id) }
    }

    subscript(id: PeerID) -> PeerConnection? {
        state.withLock { $0.connections[id] }
    }

    /// All connections, oldest first.
    var all: [PeerConnection] {
        state.withLock { Array($0.connections.values) }.sorted { $0.id < $1.id }
    }

    /// Takes in no more connections.
    func close() {
        state.withLock { $0.isClosed = true }
    }
}
