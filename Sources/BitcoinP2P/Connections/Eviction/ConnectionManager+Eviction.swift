import BitcoinCrypto
import BitcoinSupport

extension ConnectionManager {
    /// Ends an inbound connection to make room. False if none may go.
    func evict() -> Bool {
        let connections = registry.all.filter { !$0.isDisconnecting }
        guard let id = Eviction.choose(among: connections.map(candidate)), let chosen = registry[id] else {
            return false
        }
        Log.debug(
            .net, "selected \(chosen.info.kind.name) connection for eviction, disconnecting \(chosen.logName)"
        )
        chosen.disconnect()
        return true
    }

    private func candidate(_ connection: PeerConnection) -> EvictionCandidate {
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

    private func keyedGroup(of address: NetworkAddress) -> UInt64 {
        var hasher = SipHash(key0: groupKey.0, key1: groupKey.1)
        for byte in NetworkGroup(address).bytes { hasher.update(byte: byte) }
        return hasher.finalize()
    }
}
