import BitcoinPrimitives

/// The exchange of addresses with one peer: what it was sent, what is to be sent to it, and how much it may send. A
/// pure value: time comes from outside.
struct AddressRelayState: Sendable {
    /// A message holds so many addresses at most, and so many wait.
    static let maximumAddresses = 1000
    /// A peer may send one address in so many seconds, besides those that it was asked for.
    private static let addressesPerSecond = 0.1
    /// So much can a silent peer save.
    private static let maximumAllowance = Double(maximumAddresses)
    /// Addresses are passed on after so many seconds on average, so that it cannot be told where they came from.
    private static let sendSeconds: Double = 30
    /// This node tells its own address about once a day.
    private static let ownAddressSeconds: Double = 24 * 60 * 60

    /// Addresses that the peer has, since it was sent them or has sent them. None are kept before any are exchanged.
    private var known: RollingBloomFilter?
    private var waiting: [PeerAddress] = []
    private var allowance = 1.0
    private var allowanceTime: Int64
    private var nextSend: Int64 = 0
    private var nextOwnAddress: Int64 = 0

    /// Whether the peer was asked for addresses, and not all have come.
    private(set) var awaitsAnswer = false
    /// Whether the peer has asked for addresses.
    private(set) var wasAsked = false
    /// How many addresses were looked at.
    private(set) var processed: UInt64 = 0
    /// How many addresses were too many.
    private(set) var rateLimited: UInt64 = 0

    /// Nothing was exchanged yet, at a time in microseconds.
    init(now: Int64) { allowanceTime = now }

    /// Whether addresses are passed on to the peer.
    var isEnabled: Bool { known != nil }

    /// Has addresses passed on from now on. False if the connection is not of a kind for that: nobody is to see from
    /// addresses who relays blocks only, and feelers end before any could come.
    mutating func enable(_ kind: ConnectionKind) -> Bool {
        guard kind != .blockRelayOnly, kind != .feeler else { return false }
        if known == nil { known = RollingBloomFilter(capacity: 5000, falsePositiveBits: 10) }
        return true
    }

    /// Notes that the peer is asked for addresses: the answer does not count against what it may send.
    mutating func ask() {
        awaitsAnswer = true
        allowance += Self.maximumAllowance
    }

    /// Notes that the peer asks for addresses. False if it has done so before.
    mutating func takeQuestion() -> Bool {
        guard !wasAsked else { return false }
        wasAsked = true
        waiting = []
        return true
    }

    // MARK: Receiving

    /// Gives the peer what it may send for the time since it last sent something.
    mutating func beginMessage(now: Int64) {
        if allowance < Self.maximumAllowance {
            let seconds = Double(max(0, now - allowanceTime)) / 1_000_000
            allowance = min(allowance + seconds * Self.addressesPerSecond, Self.maximumAllowance)
        }
        allowanceTime = now
    }

    /// Whether one more address is looked at.
    mutating func takeAllowance(isLimited: Bool) -> Bool {
        if allowance >= 1 {
            allowance -= 1
            return true
        }
        guard isLimited else { return true }
        rateLimited += 1
        return false
    }

    /// Notes that an address was looked at.
    mutating func countProcessed() { processed += 1 }

    /// Notes that the peer has an address.
    mutating func insertKnown(_ endpoint: NetworkEndpoint) { known?.insert(endpoint.filterKey) }

    /// Notes the end of a message of so many addresses: less than a full one ends an answer.
    mutating func endMessage(count: Int) {
        if count < Self.maximumAddresses { awaitsAnswer = false }
    }

    // MARK: Sending

    /// Has an address sent to the peer, unless it has it. With too many, a random one gives way.
    mutating func push(_ address: PeerAddress, understandsVersion2: Bool) {
        guard let known, address.endpoint.address.isValid, !known.contains(address.endpoint.filterKey),
            understandsVersion2 || address.endpoint.address.isLegacyCompatible
        else { return }
        if waiting.count >= Self.maximumAddresses {
            waiting[Int.random(in: waiting.indices)] = address
        } else {
            waiting.append(address)
        }
    }

    /// What this node's own address is due for.
    enum OwnAddress: Sendable, Hashable {
        /// Not yet.
        case later
        /// A message of its own: it is the first time.
        case alone
        /// Together with others.
        case withOthers
    }

    /// Whether this node's own address is to be told.
    mutating func takeOwnAddressTurn(now: Int64) -> OwnAddress {
        guard nextOwnAddress < now else { return .later }
        let isFirst = nextOwnAddress == 0
        // The peer knows it, and is to be told all the same.
        if !isFirst { known?.removeAll() }
        nextOwnAddress = now + PoissonDelay.next(seconds: Self.ownAddressSeconds)
        return isFirst ? .alone : .withOthers
    }

    /// The addresses to send now.
    mutating func takeWaiting(now: Int64) -> [PeerAddress] {
        guard now > nextSend else { return [] }
        nextSend = now + PoissonDelay.next(seconds: Self.sendSeconds)
        var addresses: [PeerAddress] = []
        for address in waiting where known?.contains(address.endpoint.filterKey) == false {
            known?.insert(address.endpoint.filterKey)
            addresses.append(address)
        }
        waiting = []
        return addresses
    }
}
