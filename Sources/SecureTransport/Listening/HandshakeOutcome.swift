import NIOSSL
import Synchronization

/// What the check of a key came to. The handshake itself tells no more than yes or no.
final class HandshakeOutcome: Sendable {
    private let result = Mutex<Result<PairedPeer, Admission.Refusal>?>(nil)

    /// Who was let in.
    var admitted: PairedPeer? {
        if case .success(let peer) = result.withLock({ $0 }) { peer } else { nil }
    }

    /// Why somebody was not.
    var refusal: Admission.Refusal? {
        if case .failure(let refusal) = result.withLock({ $0 }) { refusal } else { nil }
    }

    /// Checks the key of the first certificate. The handshake has shown that the peer has the private part.
    func verify(
        _ certificates: [NIOSSLCertificate], _ admission: Admission
    ) -> Result<NIOSSLVerificationResult, any Error> {
        guard let certificate = certificates.first, let key = try? KeyFingerprint(of: certificate) else {
            return .success(.failed)
        }
        do throws(Admission.Refusal) {
            let peer = try admission.admit(key)
            result.withLock { $0 = .success(peer) }
            return .success(.certificateVerified)
        } catch {
            result.withLock { $0 = .failure(error) }
            return .success(.failed)
        }
    }
}
