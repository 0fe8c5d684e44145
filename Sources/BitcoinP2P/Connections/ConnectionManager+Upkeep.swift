import BitcoinSupport

extension ConnectionManager {
    /// After so many seconds without a byte in one direction a connection is dead: 20 minutes.
    private static let silenceSeconds: Int64 = 20 * 60

    /// Drops connections over which nothing comes.
    func watchConnections() async {
        while !Task.isCancelled {
            let now = NodeClock.now
            for connection in registry.all where !connection.isDisconnecting {
                guard let reason = inactivity(of: connection, now: now) else { continue }
                Log.debug(.net, "\(reason), disconnecting \(connection.logName)")
                connection.disconnect()
            }
            guard (try? await Task.sleep(for: .milliseconds(200))) != nil else { return }
        }
    }

    /// Why a connection is of no use any more; nil if it is.
    private func inactivity(of connection: PeerConnection, now: Int64) -> String? {
        let timeout = configuration.peerTimeoutSeconds
        guard connection.info.connectedAt + timeout < now else { return nil }
        let traffic = connection.traffic
        if traffic.lastReceived == 0 || traffic.lastSent == 0 {
            return "socket no message in first \(timeout) seconds"
                + (traffic.lastReceived == 0 ? ", never received from peer" : "")
                + (traffic.lastSent == 0 ? ", never sent to peer" : "")
        }
        if now > traffic.lastSent + Self.silenceSeconds {
            return "socket sending timeout: \(now - traffic.lastSent)s"
        }
        if now > traffic.lastReceived + Self.silenceSeconds {
            return "socket receive timeout: \(now - traffic.lastReceived)s"
        }
        guard !connection.facts.isHandshakeComplete else { return nil }
        return connection.transport.kind == .detecting ? "V2 handshake timeout" : "version handshake timeout"
    }
}
