import BitcoinSupport

/// Where a network's data directory keeps what connections to other machines need.
public struct KeyFolder: Sendable, Hashable {
    /// The folder.
    public let path: String

    /// The folder of a network.
    public init(networkDirectory: String) {
        path = Path.join(networkDirectory, "ipc")
    }

    /// The private key of this machine with its certificate, in the text form of RFC 7468.
    public var keyPath: String { Path.join(path, "key.pem") }

    /// The keys of other machines, and what each may do.
    public var peersPath: String { Path.join(path, "peers") }
}
