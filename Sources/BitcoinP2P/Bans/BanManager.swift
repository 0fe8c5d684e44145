import BitcoinPrimitives
import BitcoinSupport
import Synchronization

/// Knows whom not to talk with: the addresses that the user has banned, kept in a file, and those that were seen to
/// break the protocol, forgotten at the end.
///
/// Banned addresses are neither let in nor connected to. Discouraged ones are not connected to, and let in while there
/// is room: an address may be shared by many.
public final class BanManager: Sendable {
    private struct State {
        var list = BanList()
        var isChanged = false
        var discouraged = RollingBloomFilter(capacity: 50_000, falsePositiveBits: 20)
    }

    private let state = Mutex(State())
    /// Held while the file is written, so that an older list never replaces a newer one.
    private let file = Mutex(())
    private let path: String?
    private let defaultSeconds: Int64

    /// For how long addresses are banned if the user does not say: a day.
    public static let defaultBanSeconds: Int64 = 24 * 60 * 60
    /// How often the file is written if something has changed.
    public static let writeInterval: Duration = .seconds(15 * 60)

    /// Nobody is banned, and no file is kept.
    public init() {
        path = nil
        defaultSeconds = Self.defaultBanSeconds
    }

    /// The bans in a file, which is made where there is none.
    ///
    /// - Parameters:
    ///   - path: banlist.json.
    ///   - defaultSeconds: `-bantime`.
    public init(path: String, defaultSeconds: Int64) {
        self.path = path
        self.defaultSeconds = defaultSeconds
        let list = Self.read(path)
        state.withLock { state in
            state.list = list ?? BanList()
            state.isChanged = list == nil
        }
        if let list {
            Log.debug(.net, "Loaded \(list.bans.count) banned node addresses/subnets")
        } else {
            Log.info("Recreating the banlist database")
        }
        write()
    }

    // MARK: Questions

    /// Whether an address is banned.
    public func isBanned(_ address: NetworkAddress) -> Bool {
        state.withLock { $0.list.isBanned(address, now: NodeClock.now) }
    }

    /// Whether just this range is banned.
    public func isBanned(_ range: AddressRange) -> Bool {
        state.withLock { $0.list.isBanned(range, now: NodeClock.now) }
    }

    /// Whether an address was seen to break the protocol. A few others are taken for such.
    public func isDiscouraged(_ address: NetworkAddress) -> Bool {
        state.withLock { $0.discouraged.contains(address.filterKey) }
    }

    /// Whether an address is not to be connected to.
    public func isAvoided(_ address: NetworkAddress) -> Bool {
        isDiscouraged(address) || isBanned(address)
    }

    /// All bans that have not ended, in order.
    public var bans: [(range: AddressRange, ban: Ban)] {
        removeEnded()
        return state.withLock { $0.list.sorted }
    }

    // MARK: Changes

    /// Remembers that an address was seen to break the protocol.
    public func discourage(_ address: NetworkAddress) {
        state.withLock { $0.discouraged.insert(address.filterKey) }
    }

    /// Bans a range.
    ///
    /// - Parameters:
    ///   - seconds: for how long, or until when; the user's default if it is not positive.
    ///   - isAbsolute: whether `seconds` count since 1970.
    public func ban(_ range: AddressRange, seconds: Int64, isAbsolute: Bool) {
        let now = NodeClock.now
        let (sum, overflows) = now.addingReportingOverflow(seconds > 0 ? seconds : defaultSeconds)
        let end = seconds > 0 && isAbsolute ? seconds : overflows ? .max : sum
        change { $0.ban(range, until: end, now: now) }
    }

    /// Ends the ban of a range. False if there is none.
    public func unban(_ range: AddressRange) -> Bool {
        change { $0.unban(range) }
    }

    /// Ends all bans.
    public func unbanAll() {
        change { list in
            list = BanList()
            return true
        }
    }

    /// Changes the list, and writes it if that made a difference.
    @discardableResult
    private func change(_ body: (inout BanList) -> Bool) -> Bool {
        let isChanged = state.withLock { state in
            guard body(&state.list) else { return false }
            state.isChanged = true
            return true
        }
        if isChanged { write() }
        return isChanged
    }

    private func removeEnded() {
        let ended = state.withLock { state in
            let ended = state.list.removeEnded(now: NodeClock.now)
            if !ended.isEmpty { state.isChanged = true }
            return ended
        }
        for range in ended { Log.debug(.net, "Removed banned node address/subnet: \(range)") }
    }

    // MARK: The file

    /// Writes the file if something has changed.
    public func write() {
        removeEnded()
        guard let path else { return }
        file.withLock { _ in
            let list = state.withLock { state -> BanList? in
                guard state.isChanged else { return nil }
                state.isChanged = false
                return state.list
            }
            guard let list else { return }
            do {
                let text = list.json.pretty(indent: 4) + "\n"
                try FileContents.replace(path, with: Array(text.utf8))
            } catch {
                Log.error("Error: Unable to write the ban list: \(error)")
                state.withLock { $0.isChanged = true }
            }
            Log.debug(.net, "Flushed \(list.bans.count) banned node addresses/subnets to disk")
        }
    }

    /// The list in a file; nil if there is none that can be used.
    private static func read(_ path: String) -> BanList? {
        let old = path.replacing(".json", with: ".dat")
        if Path.exists(old) {
            Log.warning(
                "banlist.dat ignored because it can only be read by \(ClientVersion.clientName) version 22.x. "
                    + "Remove \(Path.quoted(old)) to silence this warning.")
        }
        guard Path.exists(path) else { return nil }
        let text: String
        do {
            text = String(decoding: try FileContents.read(path), as: UTF8.self)
        } catch {
            Log.warning("Cannot load banlist \(path): \(error)")
            return nil
        }
        do {
            return try BanList(JSONValue(parsing: text))
        } catch {
            Log.warning("Cannot parse banlist \(path): \(error)")
            return nil
        }
    }
}
