import BitcoinInterfaces
import BitcoinSupport
import Glibc
import NIOCore
import NIOPosix
import NIOSSL

/// Listens at a TCP port for machines whose keys are known.
public final class SecureListener: Sendable {
    /// The address, with the port that the system has chosen if none was given.
    public let address: SecureAddress
    private let server: any Channel
    private let reception: Reception

    private init(address: SecureAddress, server: any Channel, reception: Reception) {
        self.address = address
        self.server = server
        self.reception = reception
    }

    /// Listens at an address, until the listener is closed.
    ///
    /// - Parameters:
    ///   - folder: this machine's key, and those of others. Changes to the latter count at once: who is not in it any
    ///     more, or may do something else, is cut off.
    ///   - serve: takes over somebody who has proved who they are.
    public static func listen(
        at address: SecureAddress, keys folder: KeyFolder, limits: ListenerLimits = ListenerLimits(),
        serve: @escaping @Sendable (SecureSession) -> Void
    ) async throws -> SecureListener {
        let context = try MachineKey(in: folder).serverContext()
        // What is wrong with the list is best said now.
        let peers = PeerFile(in: folder)
        _ = try peers.list()
        let loop = TransportThread.group.next()
        let reception = Reception(
            admission: Admission(peers: peers), context: context, limits: limits, loop: loop, serve: serve)
        let server = try await ServerBootstrap(group: loop)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                LossDetection.apply(to: channel).flatMapThrowing { try reception.receive(channel) }
            }
            .bind(host: address.host, port: Int(address.port)).get()
        reception.begin()
        return SecureListener(
            address: address.bound(to: server.localAddress?.port), server: server, reception: reception)
    }

    /// Stops to listen and ends all connections.
    public func close() async {
        try? await server.close().get()
        await reception.end()
    }
}
