import BitcoinSupport
import Glibc
import NIOCore
import NIOPosix

/// Why there is no connection to a node on another machine.
public enum SecureConnectionError: Error, Hashable, CustomStringConvertible {
    /// This machine cannot show a key, or does not know whom to trust.
    case notPrepared(String)
    /// Nobody answers; the number is the system's.
    case unreachable(SecureAddress, code: Int32)
    /// The name is not known, or the like.
    case failed(SecureAddress, reason: String)
    /// It took too long.
    case timedOut(SecureAddress)
    /// Who answers has a key that is not known here.
    case unknownNode(SecureAddress, KeyFingerprint)
    /// Who answers has a key that was revoked here.
    case revokedNode(SecureAddress, name: String)
    /// Who answers has a key that is known here, but not as a node's.
    case notNode(SecureAddress, name: String)
    /// The node does not know the key of this machine, or has revoked it.
    case refused(SecureAddress, own: KeyFingerprint)

    /// What is wrong, and what to do.
    public var description: String {
        switch self {
        case .notPrepared(let reason): reason
        case .unreachable(_, let code): SystemError.text(code)
        case .failed(let address, let reason): "No connection to \(address): \(reason)"
        case .timedOut(let address): "No connection to \(address): nobody answered in time"
        case .unknownNode(let address, let key):
            """
            The process at \(address) has the key \(key), which is not paired here. If that is the node's, \
            'bitcoin-util ipcpair <name> \(key)' pairs it.
            """
        case .revokedNode(let address, let name):
            "The process at \(address) has the key of '\(name)', which is revoked here."
        case .notNode(let address, let name):
            """
            The process at \(address) has the key of '\(name)', which may connect to this machine but is not \
            paired as a node's.
            """
        case .refused(let address, let own):
            """
            The node at \(address) refuses this machine's key \(own): it is not paired there, or was revoked. \
            'bitcoin-util ipcpair <name> \(own) grant=<what>' pairs it there; the node's log says more.
            """
        }
    }

    /// Whether another attempt may succeed without anyone's doing.
    public var isTransient: Bool {
        switch self {
        case .unreachable, .failed, .timedOut: true
        case .notPrepared, .unknownNode, .revokedNode, .notNode, .refused: false
        }
    }

    /// What an error of the network means.
    init(_ error: any Error, at address: SecureAddress, own: KeyFingerprint) {
        switch error {
        case let error as SecureConnectionError: self = error
        case let error as IOError: self = .unreachable(address, code: error.errnoCode)
        case let error as NIOConnectionError:
            if error.dnsAError != nil, error.connectionErrors.isEmpty {
                self = .failed(address, reason: "the name is not known")
            } else if let code = error.connectionErrors.lazy.compactMap({ ($0.error as? IOError)?.errnoCode })
                .first
            {
                self = .unreachable(address, code: code)
            } else {
                self = .timedOut(address)
            }
        case is ChannelError: self = .timedOut(address)
        default:
            let failure = HandshakeFailure(error)
            self = failure == .refused ? .refused(address, own: own) : .failed(address, reason: "\(failure)")
        }
    }
}
