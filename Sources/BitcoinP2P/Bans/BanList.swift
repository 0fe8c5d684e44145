import BitcoinSupport

/// For how long a range of addresses is banned.
public struct Ban: Sendable, Hashable {
    /// When it began, in seconds since 1970.
    public let created: Int64
    /// When it ends, in seconds since 1970.
    public let end: Int64

    /// A ban.
    public init(created: Int64, end: Int64) {
        self.created = created
        self.end = end
    }
}

/// The addresses that the user has banned. A pure value.
public struct BanList: Sendable, Hashable {
    /// The bans by the ranges that they hold for.
    public private(set) var bans: [AddressRange: Ban]

    /// A list.
    public init(_ bans: [AddressRange: Ban] = [:]) {
        self.bans = bans
    }

    /// Bans a range. False if it is banned for longer already.
    public mutating func ban(_ range: AddressRange, until end: Int64, now: Int64) -> Bool {
        guard (bans[range]?.end ?? 0) < end else { return false }
        bans[range] = Ban(created: now, end: end)
        return true
    }

    /// Ends the ban of a range. False if there is none.
    public mutating func unban(_ range: AddressRange) -> Bool {
        bans.removeValue(forKey: range) != nil
    }

    /// Whether an address is in a banned range.
    public func isBanned(_ address: NetworkAddress, now: Int64) -> Bool {
        bans.contains { now < $1.end && $0.contains(address) }
    }

    /// Whether just this range is banned.
    public func isBanned(_ range: AddressRange, now: Int64) -> Bool {
        bans[range].map { now < $0.end } ?? false
    }

    /// Removes the bans that have ended, and says which they were.
    public mutating func removeEnded(now: Int64) -> [AddressRange] {
        let ended = bans.filter { now > $1.end }.keys
        for range in ended { bans[range] = nil }
        return Array(ended)
    }

    /// The bans in the order in which users see them.
    public var sorted: [(range: AddressRange, ban: Ban)] {
        bans.map { (range: $0.key, ban: $0.value) }.sorted { $0.range < $1.range }
    }
}
