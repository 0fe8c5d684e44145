import BitcoinInterfaces

/// A connection of a machine whose key is known.
public struct SecureSession: Sendable {
    /// What the user calls the key.
    public let name: String
    /// What it may do.
    public let grants: Set<ListenerAddress.Grant>
    /// Where it comes from: a numeric address and a port.
    public let origin: String
    /// A connected socket with the decrypted bytes, which belongs to whoever takes the session.
    public let descriptor: Int32
}
