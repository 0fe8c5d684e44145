import BitcoinSupport

extension AddressTables {
    /// Who is in the way is given so long to answer: 4 hours since the last word of it.
    private static let replacementSeconds: Int64 = 4 * 3600
    /// For so long a test of who is in the way is waited for: 40 minutes.
    private static let testSeconds: Int64 = 40 * 60

    /// Notes that connecting was tried.
    mutating func attempted(_ endpoint: NetworkEndpoint, countsFailure: Bool, now: Int64) {
        guard let id = identifiers[endpoint], var record = records[id] else { return }
        record.lastTry = now
        if countsFailure, record.lastCountedAttempt < lastGood {
            record.lastCountedAttempt = now
            record.failedAttempts = record.failedAttempts &+ 1
        }
        records[id] = record
    }

    /// Notes that a connection is well, at most every 20 minutes.
    mutating func connected(_ endpoint: NetworkEndpoint, now: Int64) {
        guard let id = identifiers[endpoint], let record = records[id],
            now - Int64(record.address.time) > 20 * 60
        else { return }
        records[id]?.address.time = UInt32(clamping: now)
    }

    /// Notes what a node itself says that it offers.
    mutating func setServices(_ services: ServiceFlags, of endpoint: NetworkEndpoint) {
        guard let id = identifiers[endpoint] else { return }
        records[id]?.address.services = services
    }

    /// Moves an address to the tried ones, since connecting has succeeded. True if it was moved.
    ///
    /// With `testsBeforeEviction` another one in its place is not pushed out before it was tried again.
    mutating func succeeded(
        _ endpoint: NetworkEndpoint, testsBeforeEviction: Bool = true, now: Int64
    ) -> Bool {
        lastGood = now
        guard let id = identifiers[endpoint], var record = records[id] else { return false }
        record.lastSuccess = now
        record.lastTry = now
        record.failedAttempts = 0
        records[id] = record
        guard !record.isTried, record.newReferences > 0 else { return false }
        let place = triedPlace(of: endpoint)
        if testsBeforeEviction, triedTable[place] != -1 {
            if collisions.count < Self.maximumCollisions { collisions.insert(id) }
            let occupant = records[triedTable[place]]?.address.endpoint.description ?? "<unknown-addr>"
            Log.debug(.addrman) {
                "Collision with \(occupant) while attempting to move \(endpoint) to tried table. "
                    + "Collisions=\(collisions.count)"
            }
            return false
        }
        makeTried(id, at: place)
        Log.debug(.addrman) {
            "Moved \(endpoint) to tried[\(place / Self.bucketSize)][\(place % Self.bucketSize)]"
        }
        return true
    }

    private mutating func makeTried(_ id: Int64, at place: Int) {
        guard var record = records[id] else { return }
        let endpoint = record.address.endpoint
        let network = endpoint.address.network
        let start = placement.newBucket(of: endpoint.address, from: record.source)
        for offset in 0..<Self.newBuckets where record.newReferences > 0 {
            let candidate = newPlace(of: endpoint, in: (start + offset) % Self.newBuckets)
            guard newTable[candidate] == id else { continue }
            newTable[candidate] = -1
            record.newReferences -= 1
        }
        newCounts[network, default: 0] -= 1
        record.isTried = true
        records[id] = record
        let evicted = triedTable[place]
        if evicted != -1 { moveToNew(evicted, from: place) }
        triedTable[place] = id
        triedCounts[network, default: 0] += 1
    }

    private mutating func moveToNew(_ id: Int64, from place: Int) {
        guard var record = records[id] else { return }
        let endpoint = record.address.endpoint
        triedTable[place] = -1
        triedCounts[endpoint.address.network, default: 0] -= 1
        let bucket = placement.newBucket(of: endpoint.address, from: record.source)
        let target = newPlace(of: endpoint, in: bucket)
        clearNew(target)
        record.isTried = false
        record.newReferences = 1
        // Clearing may have moved it in the list.
        record.listPosition = records[id]?.listPosition ?? record.listPosition
        records[id] = record
        newTable[target] = id
        newCounts[endpoint.address.network, default: 0] += 1
        Log.debug(.addrman) {
            "Moved \(endpoint) from tried[\(place / Self.bucketSize)][\(place % Self.bucketSize)] to "
                + "new[\(bucket)][\(target % Self.bucketSize)] to make space"
        }
    }

    /// Decides about addresses whose places were taken.
    mutating func resolveCollisions(now: Int64) {
        for id in collisions.sorted() {
            guard let new = records[id], new.address.endpoint.address.isValid else {
                collisions.remove(id)
                continue
            }
            let endpoint = new.address.endpoint
            guard let old = records[triedTable[triedPlace(of: endpoint)]] else {
                _ = succeeded(endpoint, testsBeforeEviction: false, now: now)
                collisions.remove(id)
                continue
            }
            if now - old.lastSuccess < Self.replacementSeconds {
                collisions.remove(id)
            } else if now - old.lastTry < Self.replacementSeconds {
                guard now - old.lastTry > 60 else { continue }
                Log.debug(.addrman, "Replacing \(old.address.endpoint) with \(endpoint) in tried table")
                _ = succeeded(endpoint, testsBeforeEviction: false, now: now)
                collisions.remove(id)
            } else if now - new.lastSuccess > Self.testSeconds {
                Log.debug(
                    .addrman,
                    "Unable to test; replacing \(old.address.endpoint) with \(endpoint) in tried table anyway"
                )
                _ = succeeded(endpoint, testsBeforeEviction: false, now: now)
                collisions.remove(id)
            }
        }
    }

    /// An address in the place of another, to be tried; and when it was last tried.
    mutating func selectCollision() -> (address: PeerAddress, lastTry: Int64)? {
        guard let id = collisions.sorted().randomElement(using: &random) else { return nil }
        guard let new = records[id] else {
            collisions.remove(id)
            return nil
        }
        guard let old = records[triedTable[triedPlace(of: new.address.endpoint)]] else { return nil }
        return (old.address, old.lastTry)
    }
}
