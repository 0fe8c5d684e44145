import BitcoinInterfaces
import NIOSSL
import Synchronization

/// Decides whether who answers is the node that was meant.
final class NodeCheck: Sendable {
    private let peers: PeerFile
    private let address: SecureAddress
    private let found = Mutex<SecureConnectionError?>(nil)

    init(peers: PeerFile, address: SecureAddress) {
        self.peers = peers
        self.address = address
    }

    /// Why it is not.
    var refusal: SecureConnectionError? { found.withLock { $0 } }

    /// Checks the key of the first certificate. The handshake shows that the node has the private part.
    func verify(_ certificates: [NIOSSLCertificate]) -> Result<NIOSSLVerificationResult, any Error> {
        guard let certificate = certificates.first, let key = try? KeyFingerprint(of: certificate) else {
            return .success(.failed)
        }
        let refusal = check(key)
        found.withLock { $0 = refusal }
        return .success(refusal == nil ? .certificateVerified : .failed)
    }

    private func check(_ key: KeyFingerprint) -> SecureConnectionError? {
        let list: PeerList
        do {
            list = try peers.list()
        } catch {
            return .notPrepared("Nobody can be told apart: \(error.description)")
        }
        guard let peer = list[key] else { return .unknownNode(address, key) }
        switch peer.role {
        case .node: return nil
        case .client: return .notNode(address, name: peer.name)
        case .revoked: return .revokedNode(address, name: peer.name)
        }
    }
}
