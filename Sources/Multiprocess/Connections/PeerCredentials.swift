import Glibc

/// Who is at the other end of a unix socket, as the system knows it and not as the peer says.
public struct PeerCredentials: Sendable, Equatable {
    /// The process that connected.
    public var processID: pid_t
    /// The user that it ran as.
    public var userID: uid_t
    /// The groups that it belonged to.
    public var groupIDs: [gid_t]

    /// Credentials as they are.
    public init(processID: pid_t, userID: uid_t, groupIDs: [gid_t]) {
        self.processID = processID
        self.userID = userID
        self.groupIDs = groupIDs
    }

    /// Asks for the peer of a connected socket; `nil` if that is not a unix socket.
    public init?(of descriptor: Int32) {
        // struct ucred, which is for GNU programs only: process, user, group.
        var words: [UInt32] = [0, 0, 0]
        var size = socklen_t(words.count * MemoryLayout<UInt32>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &words, &size) == 0, words[0] != 0 else {
            return nil
        }
        self.init(
            processID: pid_t(bitPattern: words[0]), userID: words[1],
            groupIDs: [words[2]] + Self.furtherGroups(of: descriptor))
    }

    /// `SO_PEERGROUPS` (Linux 4.13).
    private static func furtherGroups(of descriptor: Int32) -> [gid_t] {
        let option: Int32 = 59
        var size: socklen_t = 0
        // A size that is too small is answered by the right one.
        _ = getsockopt(descriptor, SOL_SOCKET, option, nil, &size)
        var groups = [gid_t](repeating: 0, count: Int(size) / MemoryLayout<gid_t>.size)
        guard !groups.isEmpty, getsockopt(descriptor, SOL_SOCKET, option, &groups, &size) == 0 else {
            return []
        }
        return Array(groups.prefix(Int(size) / MemoryLayout<gid_t>.size))
    }

    /// The user's name; the number where there is none.
    public var userName: String {
        var entry = passwd()
        var buffer = [CChar](repeating: 0, count: 1 << 14)
        var result: UnsafeMutablePointer<passwd>?
        guard getpwuid_r(userID, &entry, &buffer, buffer.count, &result) == 0,
            let name = result?.pointee.pw_name
        else {
            return "\(userID)"
        }
        return String(cString: name)
    }
}
