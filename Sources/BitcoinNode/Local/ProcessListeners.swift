import BitcoinInterfaces
import BitcoinSupport
import Synchronization

/// The addresses at which other processes can connect to this node, and what each of these processes may have.
final class ProcessListeners: Sendable {
    /// What one client may have at a time.
    let limits: ClientLimits

    private struct State {
        var listeners: [any ProcessListener] = []
        var templates: [Int: Allowance] = [:]
    }

    private struct Allowance {
        weak var allowance: TemplateAllowance?
    }

    private let state = Mutex(State())

    init(limits: ClientLimits) {
        self.limits = limits
    }

    /// Adds one.
    func add(_ listener: any ProcessListener) {
        state.withLock { $0.listeners.append(listener) }
    }

    /// All of them.
    var all: [any ProcessListener] { state.withLock { $0.listeners } }

    /// Counts the templates of a connection from now on.
    func add(_ allowance: TemplateAllowance, of peer: ConnectedPeer) {
        state.withLock { state in
            state.templates = state.templates.filter { $0.value.allowance != nil }
            state.templates[peer.connection] = Allowance(allowance: allowance)
        }
    }

    /// How many templates a client holds over its connection.
    func templates(of peer: ConnectedPeer) -> Int {
        state.withLock { $0.templates[peer.connection]?.allowance?.held ?? 0 }
    }
}

extension ClientLimits {
    /// The limits of `-ipcmax…`.
    init(_ arguments: Arguments) {
        self.init()
        connections = Self.value(of: "ipcmaxconnections", arguments, connections, atMost: 10_000)
        threads = Self.value(of: "ipcmaxthreads", arguments, threads, atMost: 10_000)
        calls = Self.value(of: "ipcmaxcalls", arguments, calls, atMost: 1_000_000)
        bytes = Self.value(of: "ipcmaxmemory", arguments, bytes >> 20, atMost: 1 << 20) << 20
        templates = Self.value(of: "ipcmaxtemplates", arguments, templates, atMost: 1_000_000)
    }

    /// Nobody can be served with less than one of each.
    private static func value(
        of name: String, _ arguments: Arguments, _ usual: Int, atMost limit: Int64
    ) -> Int {
        Int(min(max(arguments.integer(name, default: Int64(usual)), 1), limit))
    }
}
