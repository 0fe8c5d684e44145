import NIOCore

/// Who is connected to a listener. Belongs to its event loop.
final class Visitors {
    private var strangers: [(channel: any Channel, limit: Scheduled<Void>)] = []
    private var sessions: [ObjectIdentifier: (channel: any Channel, peer: PairedPeer)] = [:]

    /// How many are served.
    var sessionCount: Int { sessions.count }

    /// Takes somebody in who has not proved anything yet.
    ///
    /// - Returns: who has to go for that.
    func arrived(_ channel: any Channel, limit: Scheduled<Void>, of count: Int) -> (any Channel)? {
        strangers.append((channel, limit))
        guard strangers.count > count, let oldest = strangers.first?.channel else { return nil }
        forget(oldest)
        return oldest
    }

    /// Remembers who somebody is.
    func recognised(_ channel: any Channel, as peer: PairedPeer) {
        forget(channel)
        sessions[ObjectIdentifier(channel)] = (channel, peer)
    }

    /// Forgets a connection, as what it was.
    func forget(_ channel: any Channel) {
        sessions[ObjectIdentifier(channel)] = nil
        guard let index = strangers.firstIndex(where: { $0.channel === channel }) else { return }
        strangers[index].limit.cancel()
        strangers.remove(at: index)
    }

    /// Everyone.
    var all: [any Channel] { strangers.map(\.channel) + sessions.values.map(\.channel) }

    /// Those who are served and fulfil a condition.
    func sessions(where condition: (PairedPeer) -> Bool) -> [(channel: any Channel, peer: PairedPeer)] {
        sessions.values.filter { condition($0.peer) }
    }
}
