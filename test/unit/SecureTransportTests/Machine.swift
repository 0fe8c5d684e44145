import BitcoinInterfaces
import BitcoinTesting
import Glibc
import NIOCore
import Synchronization
import Testing

@testable import SecureTransport

/// A machine with a key.
final class Machine: Sendable {
    private let directory = TemporaryDirectory()
    let folder: KeyFolder
    let fingerprint: KeyFingerprint

    init() throws {
        folder = KeyFolder(networkDirectory: directory.path)
        fingerprint = try KeyGeneration.fingerprint(in: folder)
    }

    /// Pairs another machine's key.
    func pair(_ other: Machine, _ name: String, _ role: PairedPeer.Role) throws {
        let peer = try #require(PairedPeer(name: name, fingerprint: other.fingerprint, role: role))
        try PeerFile(in: folder).change { try $0.pair(peer) }
    }

    func revoke(_ name: String) throws {
        try PeerFile(in: folder).change { try $0.revoke(name) }
    }
}

/// A listener whose visitors are kept for the test.
final class Host: Sendable {
    private let arrived = Mutex<[SecureSession]>([])
    private let listener = Mutex<SecureListener?>(nil)

    var sessions: [SecureSession] { arrived.withLock { $0 } }

    func listen(_ machine: Machine, _ limits: ListenerLimits = ListenerLimits()) async throws -> SecureAddress
    {
        let made = try await SecureListener.listen(
            at: try #require(SecureAddress("tcp:127.0.0.1:0,tls")), keys: machine.folder, limits: limits
        ) { [self] session in arrived.withLock { $0.append(session) } }
        listener.withLock { $0 = made }
        return made.address
    }

    /// The next visitor that has been let in.
    func session(_ number: Int = 0) async throws -> SecureSession {
        while sessions.count <= number { try await Task.sleep(for: .milliseconds(2)) }
        return sessions[number]
    }

    func close() async {
        await listener.withLock { $0 }?.close()
        for session in sessions { Glibc.close(session.descriptor) }
    }
}

/// Blocking calls on sockets, away from the threads of tasks.
enum Plain {
    static func off<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            var thread = pthread_t()
            let box = Unmanaged.passRetained(Box { continuation.resume(returning: body()) })
            pthread_create(
                &thread, nil,
                { argument in
                    if let argument { Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body() }
                    return nil
                }, box.toOpaque())
            pthread_detach(thread)
        }
    }

    private final class Box {
        let body: () -> Void
        init(_ body: @escaping () -> Void) { self.body = body }
    }

    static func send(_ descriptor: Int32, _ bytes: [UInt8]) async -> Bool {
        await off {
            var sent = 0
            while sent < bytes.count {
                let count = bytes[sent...].withUnsafeBytes {
                    Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                if count <= 0 { return false }
                sent += count
            }
            return true
        }
    }

    /// What arrives until there is so much, or the end.
    static func receive(_ descriptor: Int32, _ count: Int) async -> [UInt8] {
        await off {
            var bytes: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            while bytes.count < count {
                let more = read(descriptor, &buffer, min(buffer.count, count - bytes.count))
                if more <= 0 { break }
                bytes += buffer[..<more]
            }
            return bytes
        }
    }

    /// A TCP connection without TLS.
    static func connect(to address: SecureAddress) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var native = sockaddr_in()
        native.sin_family = sa_family_t(AF_INET)
        native.sin_port = address.port.bigEndian
        inet_pton(AF_INET, address.host, &native.sin_addr)
        let result = withUnsafeBytes(of: native) {
            Glibc.connect(
                descriptor, $0.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t($0.count))
        }
        try #require(result == 0)
        return descriptor
    }
}
