/// A kind of socket, by the number that the `socket` call has for it.
public enum SocketFamily: Int, Sendable, CaseIterable {
    /// Sockets of this machine (`AF_UNIX`).
    case unix = 1
    /// The internet, with addresses of 4 bytes (`AF_INET`).
    case ipv4 = 2
    /// The internet, with addresses of 16 bytes (`AF_INET6`).
    case ipv6 = 10
}
