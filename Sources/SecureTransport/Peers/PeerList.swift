import BitcoinSupport

/// The keys that this machine knows, as the file `peers` has them: one a line, comments behind `#`.
public struct PeerList: Sendable, Hashable {
    /// Why a list cannot be read or changed.
    public enum Failure: Error, Hashable, CustomStringConvertible {
        /// A line says nothing that is understood. Lines are counted from 1.
        case unreadable(line: Int)
        /// A key or a name is there twice.
        case repeated(line: Int)
        /// The name belongs to another key.
        case nameTaken(String)
        /// The key has another name.
        case keyTaken(name: String)
        /// Nobody has the name.
        case unknown(name: String)

        /// What is wrong, in words for the user.
        public var description: String {
            switch self {
            case .unreadable(let line):
                "line \(line) is not '<name> <fingerprint> <role>'"
            case .repeated(let line): "line \(line) repeats a name or a key"
            case .nameTaken(let name):
                "'\(name)' is the name of another key: 'bitcoin-util ipcunpair \(name)' takes it away"
            case .keyTaken(let name): "the key is there as '\(name)'"
            case .unknown(let name): "there is no key of the name '\(name)'"
            }
        }
    }

    /// All keys, in the order of the file.
    public private(set) var peers: [PairedPeer] = []

    /// Nobody.
    public init() {}

    /// Reads a file. One line that is not understood makes it worthless as a whole: it may have been a revocation.
    public init(_ text: String) throws(Failure) {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() {
            let content = line.prefix { $0 != "#" }
            guard !content.allSatisfy(\.isWhitespace) else { continue }
            guard let peer = PairedPeer(line: content) else { throw .unreadable(line: index + 1) }
            guard self[peer.fingerprint] == nil, isFree(peer.name) || peer.role == .revoked else {
                throw .repeated(line: index + 1)
            }
            peers.append(peer)
        }
    }

    /// The file's text.
    public var text: String {
        "# Keys of other machines: name, fingerprint, and what they may do. 'bitcoin-util ipcpair' adds one.\n"
            + peers.map { $0.line + "\n" }.joined()
    }

    /// Whose key this is.
    public subscript(fingerprint: KeyFingerprint) -> PairedPeer? {
        peers.first { $0.fingerprint == fingerprint }
    }

    private func isFree(_ name: String) -> Bool {
        !peers.contains { $0.name == name && $0.role != .revoked }
    }

    /// Adds a key, or gives one that is there under the same name, or was revoked, another role.
    public mutating func pair(_ peer: PairedPeer) throws(Failure) {
        let known = self[peer.fingerprint]
        if let known, known.role != .revoked {
            guard known.name == peer.name else { throw .keyTaken(name: known.name) }
        } else {
            guard isFree(peer.name) else { throw .nameTaken(peer.name) }
        }
        peers.removeAll { $0.fingerprint == peer.fingerprint }
        peers.append(peer)
    }

    /// Revokes the key of a name. It stays in the list, so that the log can say whose it was.
    public mutating func revoke(_ name: String) throws(Failure) {
        guard let index = peers.firstIndex(where: { $0.name == name && $0.role != .revoked }) else {
            throw .unknown(name: name)
        }
        peers[index].role = .revoked
    }
}
