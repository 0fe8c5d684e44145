import BitcoinSupport
import Glibc

#if BITCOIN_SANDBOX
    import CSandbox
#endif

/// What is in force in a process: what it has entered, and what the kernel says of it when asked.
public struct SandboxReport: Sendable, Equatable {
    /// The program's name.
    public var program = ""
    /// What was asked for.
    public var mode = SandboxMode.off
    /// The version of Landlock, where it has been entered.
    public var landlockVersion: Int?
    /// The files that can be opened; `nil` for no limit.
    public var files: [SandboxProfile.FileRule]?
    /// The folders of which nothing can be opened.
    public var closedFolders: [String] = []
    /// The TCP ports that can be used; `nil` for no limit.
    public var ports: SandboxProfile.Ports?
    /// Whether signals and abstract sockets end at the sandbox.
    public var limitsSignals = false
    /// The system calls that are refused; `nil` for none.
    public var calls: SystemCallFilter?
    /// What was asked for in vain, in words.
    public var missing: [String] = []

    /// For `getsandboxinfo`.
    public var json: JSONValue {
        .members(
            ("program", .string(program)),
            ("pid", .integer(getpid())),
            ("mode", .string(mode.rawValue)),
            ("no_new_privileges", .bool(Self.hasNoNewPrivileges)),
            ("core_dumps", .bool(!Self.forbidsCoreDumps)),
            ("traceable", .bool(Self.isTraceable)),
            ("landlock", landlock),
            ("system_calls", systemCalls),
            ("missing", .array(missing.map { .string($0) })))
    }

    private var landlock: JSONValue {
        guard let landlockVersion else { return .members(("enforced", false)) }
        var members: JSONObject = ["enforced": true, "version": .integer(landlockVersion)]
        if let files {
            members.append(
                "files",
                .array(
                    files.map {
                        .members(("path", .string($0.path)), ("access", .string($0.access.rawValue)))
                    }))
        }
        if !closedFolders.isEmpty {
            members.append("closed_folders", .array(closedFolders.map { .string($0) }))
        }
        if let ports {
            members.append("listen_ports", .array(ports.listen.map { .integer($0) }))
            members.append("connect_ports", .array(ports.connect.map { .integer($0) }))
        }
        members.append("signals", .bool(limitsSignals))
        return .object(members)
    }

    private var systemCalls: JSONValue {
        guard let calls, Self.filtersSystemCalls else { return .members(("filtered", false)) }
        var members: JSONObject = [
            "filtered": true, "refused": .array(calls.names.sorted().map { .string($0) }),
            "processes": .bool(!calls.refusesProcesses),
        ]
        if let sockets = calls.sockets {
            members.append(
                "sockets", .array(SocketFamily.allCases.filter(sockets.contains).map { .string("\($0)") }))
        }
        return .object(members)
    }

    /// For the log, one line each.
    public var lines: [String] {
        guard mode != .off else { return ["Sandbox of \(program): off"] }
        var parts: [String] = []
        if let landlockVersion {
            parts.append(
                "Landlock \(landlockVersion)" + (files.map { " with \($0.count) rules on files" } ?? "")
                    + closedFolders.map { " without \($0)" }.joined())
        }
        if let calls { parts.append("\(calls.names.count) system calls refused") }
        if let sockets = calls?.sockets {
            parts.append(sockets.isEmpty ? "no sockets" : "sockets: \(sockets.map { "\($0)" }.sorted())")
        }
        if Self.hasNoNewPrivileges { parts.append("no new privileges") }
        if Self.forbidsCoreDumps { parts.append("no core dumps") }
        return ["Sandbox of \(program) (\(mode.rawValue)): \(parts.joined(separator: ", "))"]
            + missing.map { "Sandbox of \(program) is without \($0)" }
    }

    // MARK: What the kernel says

    #if BITCOIN_SANDBOX
        private static var hasNoNewPrivileges: Bool { sandbox_no_new_privileges() == 1 }
        private static var forbidsCoreDumps: Bool { sandbox_forbids_core_dumps() == 1 }
        private static var isTraceable: Bool { sandbox_traceable() == 1 }
        /// Mode 2 is a filter.
        private static var filtersSystemCalls: Bool { sandbox_seccomp_mode() == 2 }
    #else
        private static let hasNoNewPrivileges = false
        private static let forbidsCoreDumps = false
        private static let isTraceable = true
        private static let filtersSystemCalls = false
    #endif
}
