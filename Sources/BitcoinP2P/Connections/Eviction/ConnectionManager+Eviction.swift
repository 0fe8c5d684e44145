import BitcoinCrypto
import BitcoinSupport

extension ConnectionManager {
    /// Ends an inbound connection to make room. False if none may go.
    ///
    /// - Parameters:
    ///   - onlyRelay: whether only those are looked at to whom transactions are relayed.
    ///   - kept: a connection that must not go.
    nonisolated func evict(onlyRelay: Bool = false, keeping kept: PeerID? = nil) -> Bool {
        let connections = registry.all.filter {
            !$0.isDisconnecting && $0.id != kept && (!onlyRelay || $0.facts.relaysTransactions)
        }
        guard let id = Eviction.choose(among: connections.map(candidate)), let chosen = registry[id] else {
            return false
        }
        Log.debug(
            .net, "selected \(chosen.info.kind.name) connection for eviction, disconnecting \(chosen.logName)"
        )
        chosen.disconnect()
        return true
    }

    /// Makes room for another inbound peer to whom transactions are relayed, if there are too many with it. False if
    /// none may go.
    ///
    /// - Parameter peer: one that must not go.
    public nonisolated func makeRoomForRelay(keeping peer: PeerID?) -> Bool {
        let relaying = registry.all.count {
            !$0.isDisconnecting && $0.info.kind.isInbound && $0.facts.relaysTransactions
        }
        return relaying <= configuration.inboundRelayLimit || evict(onlyRelay: true, keeping: peer)
    }

    private nonisolated func candidate(_ connection: PeerConnection) -> EvictionCandidate {
        let info = connection.info
        let facts = connection.facts
        var candidate = EvictionCandidate(id: info.id, connectedAt: info.connectedAt)
        candidate.minimumPing = facts.minimumPingMicroseconds ?? .max
        candidate.lastBlockTime = facts.lastBlockTime
        candidate.lastTransactionTime = facts.lastTransactionTime
        candidate.hasDesirableServices = facts.hasDesirableServices
        candidate.relaysTransactions = facts.relaysTransactions
        candidate.hasBloomFilter = facts.hasBloomFilter
        candidate.keyedGroup = keyedGroup(of: info.endpoint.address)
        candidate.isPreferred = info.isPreferredForEviction
        candidate.isLocal = info.endpoint.address.isLocal
        candidate.network = info.network
        candidate.isProtectedByUser = info.permissions.contains(.noBan)
        candidate.kind = info.kind
        return candidate
    }

    private nonisolated func keyedGroup(of address: NetworkAddress) -> UInt64 {
        var hasher = SipHash(key0: groupKey.0, key1: groupKey.1)
        for byte in NetworkGroup(address).bytes { hasher.update(byte: byte) }
        return hasher.finalize()
    }
}
