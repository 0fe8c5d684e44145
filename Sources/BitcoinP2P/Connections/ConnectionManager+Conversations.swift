import BitcoinSupport
import NIOCore

extension ConnectionManager {
    /// Starts to deliver what comes over a new connection.
    ///
    /// A peer that hangs up on encryption is tried again in the clear if it is known how it was reached.
    func begin(_ connection: PeerConnection, retryingAt target: Target? = nil) {
        guard let handler, !isStopping, registry.add(connection) else {
            connection.disconnect()
            return
        }
        conversations[connection.id] = Task {
            await self.converse(connection, handler)
            await self.ended(connection, target)
        }
    }

    private func ended(_ connection: PeerConnection, _ target: Target?) async {
        defer { conversations[connection.id] = nil }
        guard let target, isActive, !isStopping, connection.suggestsPlainRetry else { return }
        Log.debug(.net, "retrying with v1 transport protocol for peer=\(connection.id)")
        await connect(to: target, kind: connection.info.kind, usesEncryption: false)
    }

    /// Delivers one message after the other, until the connection ends.
    private nonisolated func converse(
        _ connection: PeerConnection, _ handler: any PeerMessageHandling
    ) async {
        let id = connection.id
        await handler.connected(connection.info)
        connection.start()
        while let (wire, time) = await connection.next() {
            Log.debug(
                .net, "received: \(SafeText.clean(wire.command)) (\(wire.payload.count) bytes) peer=\(id)")
            connection.capture(wire)
            do {
                let message = try NetworkMessage(command: wire.command, payload: wire.payload)
                await handler.received(message, from: id, at: time)
            } catch {
                refuse(wire, error, from: connection)
            }
        }
        registry.remove(id)
        await handler.disconnected(id)
    }

    private nonisolated func refuse(
        _ wire: WireMessage, _ error: MessageError, from connection: PeerConnection
    ) {
        switch error {
        case .malformed(let reason):
            Log.debug(.net) {
                "ProcessMessages(\(SafeText.clean(wire.command)), \(wire.payload.count) bytes): "
                    + "Exception '\(reason): iostream error' (SerializationError) caught"
            }
        case .misbehaviour(let reason):
            misbehaving(connection.id, reason: reason)
        case .disconnect(let reason):
            Log.debug(.net, "\(reason), disconnecting \(connection.logName)")
            connection.disconnect()
        }
    }

    /// Punishes a peer for breaking the protocol: it is disconnected, and its address discouraged, unless the user
    /// has allowed it more or it is at this computer.
    public nonisolated func misbehaving(_ peer: PeerID, reason: String) {
        Log.debug(.net, "Misbehaving: peer=\(peer)\(reason.isEmpty ? "" : ": " + reason)")
        guard let connection = registry[peer] else { return }
        let info = connection.info
        if info.permissions.contains(.noBan) {
            Log.warning("Not punishing noban peer \(peer)!")
        } else if info.kind == .manual {
            Log.warning("Not punishing manually connected peer \(peer)!")
        } else if info.endpoint.address.isLocal {
            let place = info.isInboundOnion ? "inbound onion" : "local"
            Log.debug(.net, "Warning: disconnecting but not discouraging \(place) peer \(peer)!")
            connection.disconnect()
        } else {
            Log.debug(.net, "Disconnecting and discouraging peer \(peer)!")
            book.bans.discourage(info.endpoint.address)
            for other in registry.all where other.info.endpoint.address == info.endpoint.address {
                other.disconnect()
            }
        }
    }
}
