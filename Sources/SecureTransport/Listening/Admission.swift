import BitcoinInterfaces

/// Decides who is let in.
struct Admission: Sendable {
    let peers: PeerFile

    /// Why somebody is not let in, in words for the log.
    enum Refusal: Error, Hashable, CustomStringConvertible {
        case unknown(KeyFingerprint)
        case revoked(name: String, KeyFingerprint)
        case isNode(name: String)
        case unreadableList(String)

        var description: String {
            switch self {
            case .unknown(let key): "its key \(key) is not paired, see 'bitcoin-util ipcpair'"
            case .revoked(let name, let key): "its key \(key), of '\(name)', is revoked"
            case .isNode(let name):
                "its key is that of the node '\(name)', which this machine may connect to but not the other way round"
            case .unreadableList(let reason): "nobody can be told apart: \(reason)"
            }
        }
    }

    /// Who has this key, and what they may do.
    func admit(_ key: KeyFingerprint) throws(Refusal) -> PairedPeer {
        let list: PeerList
        do {
            list = try peers.list()
        } catch {
            throw .unreadableList(error.description)
        }
        guard let peer = list[key] else { throw .unknown(key) }
        switch peer.role {
        case .client: return peer
        case .node: throw .isNode(name: peer.name)
        case .revoked: throw .revoked(name: peer.name, key)
        }
    }

    /// Whether somebody who was let in may stay: a key that may do something else now connects anew.
    func stillAdmits(_ peer: PairedPeer) -> Bool {
        (try? admit(peer.fingerprint)) == peer
    }
}
