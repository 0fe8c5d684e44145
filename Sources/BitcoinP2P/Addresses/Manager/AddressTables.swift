import BitcoinPrimitives
import BitcoinSupport

/// The addresses of other nodes: those that others tell of, and those that this node has been connected to.
///
/// Both tables have buckets of 64 places. Where an address may be depends on a secret, on its group and on the group
/// of who told of it; so somebody with addresses in few groups can fill only few buckets, whatever he sends, and
/// memory is bounded. A pure value: time and randomness come from outside.
struct AddressTables: Sendable {
    static let triedBuckets = 256
    static let newBuckets = 1024
    static let bucketSize = 64
    /// An address can be in so many places of the table of new addresses.
    static let maximumNewReferences = 8
    /// So many addresses wait until it is known whether those in their places are still there.
    static let maximumCollisions = 10

    var placement: AddressPlacement
    var random: AddressRandom
    var records: [Int64: AddressRecord] = [:]
    var identifiers: [NetworkEndpoint: Int64] = [:]
    /// All addresses in random order.
    var list: [Int64] = []
    var newTable = [Int64](repeating: -1, count: newBuckets * bucketSize)
    var triedTable = [Int64](repeating: -1, count: triedBuckets * bucketSize)
    var newCounts: [Network: Int] = [:]
    var triedCounts: [Network: Int] = [:]
    /// Addresses that have no place among the tried ones yet.
    var collisions: Set<Int64> = []
    var nextIdentifier: Int64 = 0
    /// When connecting to any node last succeeded; one second by the clock of 1970 before the first time.
    var lastGood: Int64 = 1

    /// Empty tables; `isDeterministic` makes all places and choices the same each time, for tests.
    init(isDeterministic: Bool = false) {
        random = isDeterministic ? AddressRandom(seed: 0) : AddressRandom()
        let one = Hash256([1] + [UInt8](repeating: 0, count: 31)) ?? .zero
        placement = AddressPlacement(key: isDeterministic ? one : random.hash())
    }

    /// How many addresses there are, of a network or of all, in a table or in both.
    func count(of network: Network? = nil, new: Bool? = nil) -> Int {
        func count(_ counts: [Network: Int]) -> Int {
            network.map { counts[$0] ?? 0 } ?? counts.values.reduce(0, +)
        }
        return (new != false ? count(newCounts) : 0) + (new != true ? count(triedCounts) : 0)
    }

    // MARK: Adding

    /// Adds an address that a source tells of. True if it got a place.
    mutating func add(
        _ address: PeerAddress, from source: NetworkAddress, timePenalty: Int64, now: Int64
    ) -> Bool {
        guard address.endpoint.address.isRoutable else { return false }
        // Nobody is punished for telling of himself.
        let penalty = address.endpoint.address == source ? 0 : timePenalty
        let id: Int64
        if let known = identifiers[address.endpoint] {
            guard refresh(known, with: address, penalty: penalty, now: now) else { return false }
            id = known
        } else {
            var record = AddressRecord(address: address, source: source)
            record.address.time = Self.time(Int64(address.time) - penalty)
            id = insert(record)
        }
        let bucket = placement.newBucket(of: address.endpoint.address, from: source)
        let place = newPlace(of: address.endpoint, in: bucket)
        let occupant = newTable[place]
        guard occupant != id else { return false }
        if occupant != -1, let existing = records[occupant] {
            let isFirstPlace = records[id]?.newReferences == 0
            guard existing.isTerrible(now: now) || (existing.newReferences > 1 && isFirstPlace) else {
                if isFirstPlace { delete(id) }
                return false
            }
        }
        clearNew(place)
        newTable[place] = id
        records[id]?.newReferences += 1
        Log.debug(.addrman) { "Added \(address.endpoint) to new[\(bucket)][\(place % Self.bucketSize)]" }
        return true
    }

    /// Notes what is new about a known address. True if it may get another place.
    private mutating func refresh(
        _ id: Int64, with address: PeerAddress, penalty: Int64, now: Int64
    ) -> Bool {
        guard var record = records[id] else { return false }
        let time = Int64(address.time)
        let interval: Int64 = now - time < 24 * 3600 ? 3600 : 24 * 3600
        if Int64(record.address.time) < time - interval - penalty {
            record.address.time = Self.time(time - penalty)
        }
        record.address.services.formUnion(address.services)
        records[id] = record
        guard address.time > record.address.time, !record.isTried,
            record.newReferences < Self.maximumNewReferences
        else { return false }
        // Each further place is twice as hard to get as the one before.
        return record.newReferences == 0 || random.below(1 << record.newReferences) == 0
    }

    private static func time(_ seconds: Int64) -> UInt32 { UInt32(clamping: seconds) }

    mutating func insert(_ record: AddressRecord) -> Int64 {
        let id = nextIdentifier
        nextIdentifier += 1
        var record = record
        record.listPosition = list.count
        records[id] = record
        identifiers[record.address.endpoint] = id
        list.append(id)
        newCounts[record.address.endpoint.address.network, default: 0] += 1
        return id
    }

    mutating func delete(_ id: Int64) {
        guard let record = records.removeValue(forKey: id) else { return }
        swapListed(record.listPosition, list.count - 1)
        list.removeLast()
        identifiers[record.address.endpoint] = nil
        newCounts[record.address.endpoint.address.network, default: 0] -= 1
    }

    mutating func swapListed(_ first: Int, _ second: Int) {
        guard first != second else { return }
        list.swapAt(first, second)
        records[list[first]]?.listPosition = first
        records[list[second]]?.listPosition = second
    }

    /// Empties a place of the table of new addresses; who is nowhere any more is forgotten.
    mutating func clearNew(_ place: Int) {
        let id = newTable[place]
        guard id != -1, var record = records[id] else { return }
        newTable[place] = -1
        record.newReferences -= 1
        records[id] = record
        Log.debug(.addrman) {
            "Removed \(record.address.endpoint) from new[\(place / Self.bucketSize)][\(place % Self.bucketSize)]"
        }
        if record.newReferences == 0 { delete(id) }
    }

    func newPlace(of endpoint: NetworkEndpoint, in bucket: Int) -> Int {
        bucket * Self.bucketSize + placement.position(of: endpoint, isNew: true, bucket: bucket)
    }

    func triedPlace(of endpoint: NetworkEndpoint) -> Int {
        let bucket = placement.triedBucket(of: endpoint)
        return bucket * Self.bucketSize + placement.position(of: endpoint, isNew: false, bucket: bucket)
    }
}
