import BitcoinCrypto
import BitcoinPrimitives

/// What the address manager remembers about a node.
struct AddressRecord: Sendable {
    /// The node.
    var address: PeerAddress
    /// Who first told of it.
    var source: NetworkAddress
    /// When connecting last succeeded, in seconds since 1970; 0 for never.
    var lastSuccess: Int64 = 0
    /// How often connecting has failed since.
    var failedAttempts: Int32 = 0
    /// When connecting was last tried; not stored.
    var lastTry: Int64 = 0
    /// When a failure to connect was last counted; not stored.
    var lastCountedAttempt: Int64 = 0
    /// In how many places of the table of new addresses it is.
    var newReferences = 0
    /// Whether it is in the table of tried addresses.
    var isTried = false
    /// Its place in the list of all.
    var listPosition = 0

    /// Not seen for so long, an address is forgotten: 30 days.
    private static let horizon: Int64 = 30 * 24 * 60 * 60
    /// So many failures and never a success.
    private static let maximumRetries = 3
    /// So many failures in a row during ``failureSeconds``.
    private static let maximumFailures = 10
    /// A week.
    private static let failureSeconds: Int64 = 7 * 24 * 60 * 60

    /// Whether it may give way to any other.
    func isTerrible(now: Int64) -> Bool {
        if now - lastTry <= 60 { return false }
        let time = Int64(address.time)
        if time > now + 600 || now - time > Self.horizon { return true }
        if lastSuccess == 0, failedAttempts >= Self.maximumRetries { return true }
        return now - lastSuccess > Self.failureSeconds && failedAttempts >= Self.maximumFailures
    }

    /// How likely it is to be chosen, compared with others.
    func chance(now: Int64) -> Double {
        var chance = now - lastTry < 600 ? 0.01 : 1
        for _ in 0..<min(failedAttempts, 8) { chance *= 0.66 }
        return chance
    }
}

/// Where addresses go in the tables: nobody who does not know the key can tell.
struct AddressPlacement: Sendable {
    /// The secret.
    var key: Hash256

    /// A group of addresses goes to so many buckets of tried addresses.
    private static let triedBucketsPerGroup: UInt64 = 8
    /// What one group of sources tells goes to so many buckets of new addresses.
    private static let newBucketsPerSourceGroup: UInt64 = 64

    /// The bucket of tried addresses.
    func triedBucket(of endpoint: NetworkEndpoint) -> Int {
        let spread = hash { $0.writeLengthPrefixed(endpoint.keyBytes) } % Self.triedBucketsPerGroup
        let bucket = hash {
            $0.writeLengthPrefixed(NetworkGroup(endpoint.address).bytes)
            $0.write(spread)
        }
        return Int(bucket % UInt64(AddressTables.triedBuckets))
    }

    /// The bucket of new addresses, by who told of it.
    func newBucket(of address: NetworkAddress, from source: NetworkAddress) -> Int {
        let sourceGroup = NetworkGroup(source).bytes
        let spread =
            hash {
                $0.writeLengthPrefixed(NetworkGroup(address).bytes)
                $0.writeLengthPrefixed(sourceGroup)
            } % Self.newBucketsPerSourceGroup
        let bucket = hash {
            $0.writeLengthPrefixed(sourceGroup)
            $0.write(spread)
        }
        return Int(bucket % UInt64(AddressTables.newBuckets))
    }

    /// The place in a bucket.
    func position(of endpoint: NetworkEndpoint, isNew: Bool, bucket: Int) -> Int {
        let value = hash {
            $0.write(UInt8(ascii: isNew ? "N" : "K"))
            $0.write(Int32(bucket))
            $0.writeLengthPrefixed(endpoint.keyBytes)
        }
        return Int(value % UInt64(AddressTables.bucketSize))
    }

    private func hash(_ write: (inout ByteWriter) -> Void) -> UInt64 {
        var writer = ByteWriter()
        writer.write(key)
        write(&writer)
        return UInt64(littleEndian: DoubleSHA256.hash(writer.bytes).words[0])
    }
}
