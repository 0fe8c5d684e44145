import BitcoinSupport
import Synchronization

/// What a command does.
public typealias RPCHandler = @Sendable (RPCRequest) async throws -> JSONValue

/// The commands that are served, each a declaration with the function that is bound to it.
///
/// The table does everything that is the same for all commands: it finds the command, puts named
/// arguments in their positions, checks types, keeps the list of running commands and turns what
/// goes wrong into an ``RPCError``. Transports call ``execute(_:_:caller:)``.
public final class RPCTable: Sendable {
    /// Names one registration, so that it can be undone.
    public struct Registration: Hashable, Sendable {
        let id: UInt64
        let method: String
    }

    private struct Entry {
        var id: UInt64
        var command: RPCCommand
        var handler: RPCHandler
    }

    private struct State {
        /// More than one entry where several processes serve a command: the first that knows the
        /// wallet answers.
        var entries: [String: [Entry]] = [:]
        var lastID: UInt64 = 0
        var running: [(id: UInt64, command: RunningCommand)] = []
        /// What the node is doing before it can serve commands; `nil` when it can.
        var warmupStatus: String? = "RPC server started"
    }

    private let state = Mutex(State())
    private let checksResults: Bool

    /// An empty table in warm-up. With `checksResults` a result that is not as declared is an
    /// error (`-rpcdoccheck`).
    public init(checksResults: Bool = false) {
        self.checksResults = checksResults
    }

    // MARK: Registration

    /// Serves a command from now on.
    @discardableResult
    public func register(_ command: RPCCommand, _ handler: @escaping RPCHandler) -> Registration {
        state.withLock { state in
            state.lastID += 1
            let entry = Entry(id: state.lastID, command: command, handler: handler)
            state.entries[command.name, default: []].append(entry)
            return Registration(id: entry.id, method: command.name)
        }
    }

    /// Serves it no longer. A call that is under way is not disturbed.
    public func unregister(_ registration: Registration) {
        state.withLock { state in
            var entries = state.entries[registration.method] ?? []
            entries.removeAll { $0.id == registration.id }
            state.entries[registration.method] = entries.isEmpty ? nil : entries
        }
    }

    /// The declarations of all commands that are served, by name.
    public var commands: [RPCCommand] {
        state.withLock { $0.entries.values.compactMap(\.first?.command) }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// The declaration of a command that is served.
    public func command(named name: String) -> RPCCommand? {
        state.withLock { $0.entries[name]?.first?.command }
    }

    // MARK: Warm-up

    /// What the node is doing before it can serve commands; `nil` when it can. Until then every
    /// command fails with this text.
    public var warmupStatus: String? {
        state.withLock { $0.warmupStatus }
    }

    /// Says what the node is doing now, unless warm-up is over.
    public func setWarmupStatus(_ status: String) {
        state.withLock { state in
            if state.warmupStatus != nil { state.warmupStatus = status }
        }
    }

    /// Commands are served from now on.
    public func finishWarmup() {
        state.withLock { $0.warmupStatus = nil }
    }

    // MARK: Calls

    /// The commands that are running, oldest first.
    public var runningCommands: [RunningCommand] {
        state.withLock { $0.running.map(\.command) }
    }

    /// Carries out a command. `parameters` is an array of positional arguments or an object of
    /// named ones.
    public func execute(
        _ method: String, _ parameters: JSONValue = [], caller: RPCCaller = .init()
    ) async throws(RPCError) -> JSONValue {
        let (warmupStatus, entries) = state.withLock { ($0.warmupStatus, $0.entries[method] ?? []) }
        if let warmupStatus { throw RPCError(.inWarmup, warmupStatus) }

        for (index, entry) in entries.enumerated() {
            do {
                return try await run(entry, parameters, caller: caller)
            } catch let error where error.code == .walletNotFound && index + 1 < entries.count {
                continue
            }
        }
        throw RPCError(.methodNotFound, "Method not found")
    }

    private func run(
        _ entry: Entry, _ parameters: JSONValue, caller: RPCCaller
    ) async throws(RPCError) -> JSONValue {
        let id = begin(entry.command.name)
        defer { end(id) }

        let arguments: [JSONValue]
        switch parameters {
        case .array(let positional): arguments = positional
        case .object(let named): arguments = try entry.command.positional(named)
        default: throw RPCError(.invalidRequest, "Params must be an array or object")
        }
        try entry.command.check(arguments)

        let result: JSONValue
        do {
            result = try await entry.handler(RPCRequest(entry.command, arguments, caller: caller))
        } catch is CancellationError {
            throw RPCError(.notConnected, "Shutting down")
        } catch {
            throw RPCError(error)
        }
        if checksResults { try entry.command.check(result: result) }
        return result
    }

    private func begin(_ method: String) -> UInt64 {
        state.withLock { state in
            state.lastID += 1
            state.running.append((state.lastID, RunningCommand(method: method)))
            return state.lastID
        }
    }

    private func end(_ id: UInt64) {
        state.withLock { $0.running.removeAll { $0.id == id } }
    }
}

/// A command that is being carried out.
public struct RunningCommand: Sendable {
    /// Its name.
    public let method: String
    /// When it began.
    public let start = ContinuousClock.now

    /// For how long it has been running.
    public var duration: Duration { start.duration(to: .now) }
}
