import Glibc

/// Who may connect to a unix socket that this process listens at. Root always may.
public enum SocketPermissions: String, Sendable, CaseIterable {
    /// Processes of this user.
    case owner
    /// Processes of this user, and of the group that this process belongs to.
    case group
    /// Every process of this machine.
    case all

    /// The rights of the socket's file; to connect is to write.
    var mode: mode_t {
        switch self {
        case .owner: 0o600
        case .group: 0o660
        case .all: 0o666
        }
    }

    /// Whether a peer may connect. The rights of the file say the same, unless somebody has changed them.
    func admits(_ peer: PeerCredentials, user: uid_t = geteuid(), group: gid_t = getegid()) -> Bool {
        if peer.userID == user || peer.userID == 0 { return true }
        switch self {
        case .owner: return false
        case .group: return peer.groupIDs.contains(group)
        case .all: return true
        }
    }
}
