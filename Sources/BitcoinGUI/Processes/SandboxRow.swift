import BitcoinSupport

/// What a process is kept from doing, as users see it.
public struct SandboxRow: Sendable, Equatable {
    /// How much of its sandbox is in force.
    public enum State: Sendable, Equatable {
        /// Nobody asked for one.
        case off
        /// All that was asked for.
        case full
        /// What this kernel has of it.
        case partial
        /// Nothing, although it was asked for.
        case none
    }

    /// The program's name.
    public var program: String
    /// The process, on the machine that it runs on.
    public var processIdentifier: Int64
    /// How much is in force.
    public var state: State
    /// The rules in force, each in words.
    public var rules: [Fact]

    /// Reads an entry of the processes in `getsandboxinfo`; `nil` if it is none.
    init?(_ entry: JSONValue) {
        guard let identifier: Int64 = entry["pid"].number?.integer() else { return nil }
        processIdentifier = identifier
        program = entry["program"].string ?? ""
        let missing = (entry["missing"].array ?? []).compactMap(\.string)
        let (landlock, calls) = (entry["landlock"], entry["system_calls"])
        if entry["mode"].string == "off" {
            state = .off
        } else if landlock["enforced"].bool != true, calls["filtered"].bool != true {
            state = .none
        } else {
            state = missing.isEmpty ? .full : .partial
        }
        rules =
            missing.map { Fact("Missing", $0) } + [Fact("Asked for", entry["mode"].string ?? "")]
            + Self.rulesOfFiles(landlock) + Self.rulesOfCalls(calls) + Self.rulesOfMemory(entry)
    }

    /// Reads the answer of `getsandboxinfo`.
    static func rows(_ answer: JSONValue) -> [SandboxRow] {
        (answer["processes"].array ?? []).compactMap(SandboxRow.init)
    }

    /// How much is in force, in words.
    public var stateText: String {
        switch state {
        case .off: "Off"
        case .full: "In force"
        case .partial: "In force in part"
        case .none: "Not in force"
        }
    }

    // MARK: Rules

    private static func rulesOfFiles(_ landlock: JSONValue) -> [Fact] {
        guard landlock["enforced"].bool == true else { return [Fact("Files, ports", "no limit")] }
        var facts = [Fact("Landlock", "version \(landlock["version"])")]
        if let files = landlock["files"].array {
            let verbs = ["read": "Can read", "write": "Can write", "own": "Can make, write"]
            facts += files.map { file in
                let access = file["access"].string ?? ""
                return Fact(verbs[access] ?? access, file["path"].string ?? "")
            }
            facts.append(Fact("Other files", "closed"))
        } else {
            facts += (landlock["closed_folders"].array ?? []).compactMap(\.string).map {
                Fact("Cannot open", $0)
            }
            facts.append(Fact("Other files", "no limit"))
        }
        facts.append(Fact("Listens on", ports(landlock["listen_ports"])))
        facts.append(Fact("Connects to", ports(landlock["connect_ports"])))
        facts.append(
            Fact("Signals", landlock["signals"].bool == true ? "to no other process" : "no limit"))
        return facts
    }

    private static func ports(_ value: JSONValue) -> String {
        guard let ports = value.array else { return "any TCP port" }
        return ports.isEmpty ? "no TCP port" : "TCP port " + ports.map(\.description).joined(separator: ", ")
    }

    private static func rulesOfCalls(_ calls: JSONValue) -> [Fact] {
        guard calls["filtered"].bool == true else { return [Fact("System calls", "no limit")] }
        let sockets = calls["sockets"].array.map { $0.compactMap(\.string) }
        let refused = (calls["refused"].array ?? []).compactMap(\.string)
        return [
            Fact("Starts programs", calls["processes"].bool == false ? "no" : "yes"),
            Fact("Sockets", sockets.map { $0.isEmpty ? "none" : $0.joined(separator: ", ") } ?? "any"),
            Fact("Refused calls", refused.isEmpty ? "none" : refused.joined(separator: ", ")),
        ]
    }

    private static func rulesOfMemory(_ entry: JSONValue) -> [Fact] {
        let isOpen = entry["traceable"].bool == true
        let isWritten = entry["core_dumps"].bool == true
        return [
            Fact("More rights", entry["no_new_privileges"].bool == true ? "cannot be gained" : "as by sudo"),
            Fact("Its memory", isOpen ? "open to other programs of its user" : "hidden from other programs"),
            Fact("In a crash", isWritten ? "its memory may go to the disk" : "its memory is not kept"),
        ]
    }
}
