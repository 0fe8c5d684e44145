import BitcoinInterfaces
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A connection to a node on another machine, which has proved to be that node.
///
/// With TLS 1.3 the node looks at this machine's key only after this side is done: that it refuses the key shows when the
/// connection ends, and ``failure`` says so then.
public final class SecureLink: Sendable {
    /// How long it may take to be connected and to know each other.
    private static let limit = TimeAmount.seconds(10)

    /// A connected socket with the decrypted bytes, which belongs to the caller.
    public let descriptor: Int32
    private let ending: Ending

    private init(descriptor: Int32, ending: Ending) {
        self.descriptor = descriptor
        self.ending = ending
    }

    /// Why the connection has ended, where TLS has something to say about it.
    public var failure: SecureConnectionError? { ending.failure }

    /// Connects to a node.
    ///
    /// - Parameter folder: this machine's key, and those of the nodes that it may connect to.
    public static func connect(to address: SecureAddress, keys folder: KeyFolder)
        async throws(SecureConnectionError)
        -> SecureLink
    {
        let key: MachineKey
        let context: NIOSSLContext
        do {
            key = try MachineKey(in: folder)
            context = try key.clientContext()
        } catch {
            throw .notPrepared("\(error)")
        }
        let ending = Ending(address: address, own: key.fingerprint)
        do {
            let channel = try await dial(address, context, PeerFile(in: folder), ending)
            return SecureLink(
                descriptor: try await LocalEnd.attach(to: channel).get(), ending: ending)
        } catch {
            // A node that refuses the key may have said so before this side had a socket to show for it.
            throw ending.failure ?? SecureConnectionError(error, at: address, own: key.fingerprint)
        }
    }

    /// Returns when the handshake is over.
    private static func dial(
        _ address: SecureAddress, _ context: NIOSSLContext, _ peers: PeerFile, _ ending: Ending
    ) async throws -> any Channel {
        let loop = TransportThread.group.next()
        let isReady = loop.makePromise(of: Void.self)
        let check = NodeCheck(peers: peers, address: address)
        let channel: any Channel
        do {
            channel = try await ClientBootstrap(group: loop)
                .connectTimeout(limit)
                .channelInitializer { channel in
                    LossDetection.apply(to: channel).flatMapThrowing {
                        try prepare(channel, context, check, ending, isReady)
                    }
                }
                .connect(host: address.host, port: Int(address.port)).get()
        } catch {
            isReady.fail(error)
            throw error
        }
        let timer = loop.scheduleTask(in: limit) {
            isReady.fail(SecureConnectionError.timedOut(address))
            channel.close(promise: nil)
        }
        defer { timer.cancel() }
        try await isReady.futureResult.get()
        return channel
    }

    private static func prepare(
        _ channel: any Channel, _ context: NIOSSLContext, _ check: NodeCheck, _ ending: Ending,
        _ isReady: EventLoopPromise<Void>
    ) throws {
        let ssl = try NIOSSLClientHandler(context: context, serverHostname: nil) { certificates, promise in
            promise.completeWith(check.verify(certificates))
        }
        let relay = RelayHandler(readsAlone: true)
        let events = HandshakeEvents(
            whenOver: { result in
                relay.waitForPartner()
                isReady.completeWith(result.mapError { check.refusal ?? $0 })
            },
            whenBroken: ending.record)
        try channel.pipeline.syncOperations.addHandlers([ssl, events, relay])
    }
}

/// What TLS has said about the end of a connection.
final class Ending: Sendable {
    private let address: SecureAddress
    private let own: KeyFingerprint
    private let first = Mutex<SecureConnectionError?>(nil)

    init(address: SecureAddress, own: KeyFingerprint) {
        self.address = address
        self.own = own
    }

    var failure: SecureConnectionError? { first.withLock { $0 } }

    /// Remembers the first error that says something.
    @Sendable
    func record(_ error: any Error) {
        guard HandshakeFailure(error) == .refused else { return }
        first.withLock { $0 = $0 ?? .refused(address, own: own) }
    }
}
