import BitcoinInterfaces
import Multiprocess

extension RemoteError: ProcessFailure {
    /// Whether the connection is gone, of this process or of one that passed the call on.
    public var isConnectionLost: Bool { kind == .disconnected }
}
