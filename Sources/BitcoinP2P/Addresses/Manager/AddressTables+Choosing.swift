import BitcoinSupport

extension AddressTables {
    /// An address of one of the networks to connect to, and when that was last tried. Either table is as likely.
    mutating func select(
        newOnly: Bool, networks: Set<Network>, now: Int64
    ) -> (address: PeerAddress, lastTry: Int64)? {
        let newCount = networks.reduce(0) { $0 + (newCounts[$1] ?? 0) }
        let triedCount = newOnly ? 0 : networks.reduce(0) { $0 + (triedCounts[$1] ?? 0) }
        guard newCount + triedCount > 0 else { return nil }
        let searchesTried = newCount == 0 || (triedCount > 0 && random.below(2) == 0)
        let buckets = searchesTried ? Self.triedBuckets : Self.newBuckets
        var factor = 1.0
        while true {
            let bucket = random.below(buckets)
            let start = random.below(Self.bucketSize)
            var found: AddressRecord?
            for offset in 0..<Self.bucketSize {
                let place = bucket * Self.bucketSize + (start + offset) % Self.bucketSize
                let id = searchesTried ? triedTable[place] : newTable[place]
                guard id != -1, let record = records[id],
                    networks.contains(record.address.endpoint.address.network)
                else { continue }
                found = record
                break
            }
            guard let record = found else { continue }
            // The longer the search, the less picky it gets.
            if Double.random(in: 0..<1, using: &random) < factor * record.chance(now: now) {
                Log.debug(
                    .addrman,
                    "Selected \(record.address.endpoint) from \(searchesTried ? "tried" : "new")")
                return (record.address, record.lastTry)
            }
            factor *= 1.2
        }
    }

    /// Random addresses, to be passed on: at most `maximum` and at most so many percent; 0 sets no limit.
    mutating func sample(
        maximum: Int, percent: Int, network: Network?, onlyGood: Bool, now: Int64
    ) -> [PeerAddress] {
        var limit = list.count
        if percent != 0 { limit = min(percent, 100) * limit / 100 }
        if maximum != 0 { limit = min(limit, maximum) }
        var addresses: [PeerAddress] = []
        for index in list.indices {
            guard addresses.count < limit else { break }
            swapListed(index, index + random.below(list.count - index))
            guard let record = records[list[index]] else { continue }
            if let network, record.address.endpoint.address.networkClass != network { continue }
            if onlyGood, record.isTerrible(now: now) { continue }
            addresses.append(record.address)
        }
        Log.debug(.addrman, "GetAddr returned \(addresses.count) random addresses")
        return addresses
    }

    /// All entries of a table with their places, as `getrawaddrman` shows them.
    func entries(tried: Bool) -> [AddressTableEntry] {
        let table = tried ? triedTable : newTable
        return table.indices.compactMap { place in
            guard table[place] != -1, let record = records[table[place]] else { return nil }
            return AddressTableEntry(
                bucket: place / Self.bucketSize, position: place % Self.bucketSize, address: record.address,
                source: record.source)
        }
    }

    /// Where an address is: whether among the tried ones, and at which place.
    func contains(_ endpoint: NetworkEndpoint) -> Bool { identifiers[endpoint] != nil }
}

/// An entry of one of the tables.
public struct AddressTableEntry: Sendable {
    /// The bucket.
    public let bucket: Int
    /// The place in the bucket.
    public let position: Int
    /// The node.
    public let address: PeerAddress
    /// Who first told of it.
    public let source: NetworkAddress
}
