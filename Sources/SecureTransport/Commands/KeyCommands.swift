import BitcoinInterfaces
import BitcoinSupport

/// The commands of bitcoin-util about keys for connections to other machines.
public struct KeyCommands: Sendable {
    /// What is wrong with a command.
    public struct Failure: Error, Hashable, CustomStringConvertible {
        /// In words for the user.
        public let description: String
    }

    private let folder: KeyFolder

    /// Commands about the keys of a network's data directory.
    public init(networkDirectory: String) {
        folder = KeyFolder(networkDirectory: networkDirectory)
    }

    /// Carries a command out; `nil` if it is none of these.
    ///
    /// - Returns: what there is to show, in lines.
    public static func run(_ command: String, _ words: [String], networkDirectory: String) throws -> String? {
        let commands = KeyCommands(networkDirectory: networkDirectory)
        switch command {
        case "ipckey": return try commands.key(words)
        case "ipcpair": return try commands.pair(words)
        case "ipcunpair": return try commands.unpair(words)
        case "ipcpeers": return try commands.peers(words)
        case "ipcrelay": return try commands.relay(words)
        default: return nil
        }
    }

    private func key(_ words: [String]) throws -> String {
        guard words.isEmpty else { throw Failure(description: "ipckey does not take arguments") }
        return try KeyGeneration.fingerprint(in: folder).description
    }

    private func pair(_ words: [String]) throws -> String {
        guard words.count >= 2 else {
            throw Failure(
                description: "ipcpair needs a name and a fingerprint, and grants unless it is a node's")
        }
        guard let fingerprint = KeyFingerprint(words[1]) else {
            throw Failure(description: "'\(words[1])' is not a fingerprint: 'bitcoin-util ipckey' shows one")
        }
        let role = try role(words.dropFirst(2))
        guard let peer = PairedPeer(name: words[0], fingerprint: fingerprint, role: role) else {
            throw Failure(
                description:
                    "'\(words[0])' is not a name: one to 64 letters, digits, dots, hyphens and underscores")
        }
        try PeerFile(in: folder).change { try $0.pair(peer) }
        return peer.line
    }

    private func role(_ words: some Collection<String>) throws -> PairedPeer.Role {
        if words.isEmpty { return .node }
        return .client(
            try words.reduce(into: []) { grants, word in
                let name = word.hasPrefix("grant=") ? word.dropFirst("grant=".count) : ""
                guard let grant = ListenerAddress.Grant(rawValue: String(name)) else {
                    let names = ListenerAddress.Grant.allCases.map { "grant=\($0.rawValue)" }
                    throw Failure(description: "'\(word)' is none of \(names.joined(separator: ", "))")
                }
                grants.insert(grant)
            })
    }

    private func unpair(_ words: [String]) throws -> String {
        guard let name = words.first, words.count == 1 else {
            throw Failure(description: "ipcunpair needs a name")
        }
        try PeerFile(in: folder).change { try $0.revoke(name) }
        return "\(name) revoked"
    }

    private func peers(_ words: [String]) throws -> String {
        guard words.isEmpty else { throw Failure(description: "ipcpeers does not take arguments") }
        return try PeerFile(in: folder).list().peers.map(\.line).joined(separator: "\n")
    }

    /// Does not return but by an error.
    private func relay(_ words: [String]) throws -> String {
        guard words.count == 2, let address = SecureAddress(words[1]) else {
            throw Failure(
                description:
                    "ipcrelay needs the path of a socket, and tcp:<host>:<port> of a node on another machine")
        }
        try SocketRelay.run(at: words[0], to: address, keys: folder) { StandardError.write($0 + "\n") }
        return ""
    }
}
