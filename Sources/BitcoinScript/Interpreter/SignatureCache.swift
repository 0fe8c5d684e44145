import BitcoinCrypto
import BitcoinPrimitives
import Synchronization

/// Signatures, and transactions with all their scripts, that were found valid: what was checked for the mempool is not
/// checked again in a block.
///
/// A table of fixed size, shared by all threads. An entry is a salted hash of everything that was checked, so
/// nobody can aim for a place in it; when both places of a hash are taken the older entry gives way.
public final class SignatureCache: Sendable {
    private let stripes: [Stripe]
    private let salt: SHA256
    /// How many pairs of places a stripe has.
    private let pairCount: UInt64

    private final class Stripe: Sendable {
        let entries: Mutex<[Bytes32]>

        init(count: Int) { entries = Mutex(Array(repeating: Bytes32(), count: count)) }
    }

    /// Stripes, each with its own lock: more than there are threads.
    private static let stripeCount = 64

    /// A cache that takes up to so many bytes.
    public init(byteCount: Int) {
        let pairs = max(byteCount / 64 / Self.stripeCount, 1)
        stripes = (0..<Self.stripeCount).map { _ in Stripe(count: 2 * pairs) }
        pairCount = UInt64(pairs)
        var salt = SHA256()
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<8 { salt.update(littleEndian: generator.next() as UInt64) }
        self.salt = salt
    }

    /// The entry for a signature of either kind.
    func entry(_ kind: Kind, hash: Bytes32, publicKey: RawSpan, signature: RawSpan) -> Bytes32 {
        var hasher = salt
        hasher.update(byte: kind.rawValue)
        hasher.update(hash)
        hasher.update(littleEndian: UInt8(truncatingIfNeeded: publicKey.byteCount))
        hasher.update(publicKey)
        hasher.update(signature)
        return hasher.finalize()
    }

    /// The entry for all inputs of a transaction by some rules. What they spend follows from their outpoints.
    public func entry(_ transaction: Wtxid, flags: ScriptFlags) -> Bytes32 {
        var hasher = salt
        hasher.update(byte: Kind.transaction.rawValue)
        hasher.update(transaction.hash.value)
        hasher.update(littleEndian: flags.rawValue)
        return hasher.finalize()
    }

    /// What an entry stands for.
    enum Kind: UInt8 {
        case ecdsa = 0x45
        case schnorr = 0x53
        case transaction = 0x54
    }

    /// True if the entry is there. `erase` takes it out: what a block holds is not needed again.
    public func contains(_ entry: Bytes32, erase: Bool) -> Bool {
        let (stripe, place) = locate(entry)
        return stripe.entries.withLock { entries in
            for index in place...place + 1 where entries[index] == entry {
                if erase { entries[index] = Bytes32() }
                return true
            }
            return false
        }
    }

    /// Puts an entry in, the latest of its two places first.
    public func insert(_ entry: Bytes32) {
        let (stripe, place) = locate(entry)
        stripe.entries.withLock { entries in
            if entries[place] != entry {
                entries[place + 1] = entries[place]
                entries[place] = entry
            }
        }
    }

    private func locate(_ entry: Bytes32) -> (Stripe, Int) {
        let stripe = stripes[Int(entry.words[0] % UInt64(Self.stripeCount))]
        return (stripe, 2 * Int(entry.words[1] % pairCount))
    }
}
