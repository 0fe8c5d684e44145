/// How the bytes of a connection are wrapped.
public enum TransportKind: String, Sendable, Hashable {
    /// The first bytes of the peer will tell.
    case detecting
    /// In the clear.
    case v1
    /// Encrypted (BIP324).
    case v2
}
