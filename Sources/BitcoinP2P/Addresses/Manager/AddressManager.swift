import BitcoinSupport
import Synchronization

/// Remembers the addresses of other nodes (``AddressTables``), for all who need them at once.
public final class AddressManager: Sendable {
    private let tables: Mutex<AddressTables>

    /// Who told of an address is trusted so much less about when it was seen, in seconds.
    public static let gossipPenalty: Int64 = 2 * 60 * 60
    /// How often the tables are written to the disk.
    public static let writeInterval: Duration = .seconds(15 * 60)

    /// No addresses; with `isDeterministic` all places and choices are the same each time, for tests.
    public init(isDeterministic: Bool = false) {
        tables = Mutex(AddressTables(isDeterministic: isDeterministic))
    }

    init(_ tables: AddressTables) {
        self.tables = Mutex(tables)
    }

    // MARK: Adding

    /// Adds addresses that a source tells of. True if any of them got a place.
    @discardableResult
    public func add(
        _ addresses: [PeerAddress], from source: NetworkAddress, timePenalty: Int64 = 0
    ) -> Bool {
        let now = NodeClock.now
        return tables.withLock { tables in
            var added = 0
            for address in addresses
            where tables.add(address, from: source, timePenalty: timePenalty, now: now) {
                added += 1
            }
            if added > 0 {
                Log.debug(.addrman) {
                    "Added \(added) addresses (of \(addresses.count)) from \(source): "
                        + "\(tables.count(new: false)) tried, \(tables.count(new: true)) new"
                }
            }
            return added > 0
        }
    }

    // MARK: What connecting has shown

    /// Notes that connecting was tried.
    func attempted(_ endpoint: NetworkEndpoint, countsFailure: Bool) {
        tables.withLock { $0.attempted(endpoint, countsFailure: countsFailure, now: NodeClock.now) }
    }

    /// Moves an address to the tried ones, since connecting has succeeded. True if it was moved.
    @discardableResult
    public func succeeded(_ endpoint: NetworkEndpoint) -> Bool {
        tables.withLock { $0.succeeded(endpoint, now: NodeClock.now) }
    }

    /// Notes that a node was there until now.
    func connected(_ endpoint: NetworkEndpoint) {
        tables.withLock { $0.connected(endpoint, now: NodeClock.now) }
    }

    /// Notes what a node itself says that it offers.
    func setServices(_ services: ServiceFlags, of endpoint: NetworkEndpoint) {
        tables.withLock { $0.setServices(services, of: endpoint) }
    }

    /// Decides about addresses whose places were taken.
    func resolveCollisions() {
        tables.withLock { $0.resolveCollisions(now: NodeClock.now) }
    }

    // MARK: Choosing

    /// An address to connect to, and when that was last tried; nil if there is none.
    func select(newOnly: Bool, networks: Set<Network>) -> (address: PeerAddress, lastTry: Int64)? {
        tables.withLock { $0.select(newOnly: newOnly, networks: networks, now: NodeClock.now) }
    }

    /// An address that is in the place of another, to see whether it is still there; and when it was last tried.
    func selectCollision() -> (address: PeerAddress, lastTry: Int64)? {
        tables.withLock { $0.selectCollision() }
    }

    /// Random addresses: at most `maximum`, and at most so many percent of all; 0 sets no limit.
    public func sample(
        maximum: Int, percent: Int, network: Network? = nil, onlyGood: Bool = true
    ) -> [PeerAddress] {
        tables.withLock {
            $0.sample(
                maximum: maximum, percent: percent, network: network, onlyGood: onlyGood, now: NodeClock.now)
        }
    }

    // MARK: For users

    /// How many addresses there are, of a network or of all, among the new or the tried ones or both.
    public func count(of network: Network? = nil, new: Bool? = nil) -> Int {
        tables.withLock { $0.count(of: network, new: new) }
    }

    /// All entries of a table with their places.
    public func entries(tried: Bool) -> [AddressTableEntry] {
        tables.withLock { $0.entries(tried: tried) }
    }

    /// The tables as they are now.
    var snapshot: AddressTables { tables.withLock { $0 } }
}
