import BitcoinInterfaces
import NIOCore
import NIOPosix

/// Lets programs of this machine that know nothing of TLS, such as mining clients, reach a node on another one through a
/// unix socket.
enum SocketRelay {
    /// Listens at a path until the process ends. Those can connect who may write to files that this process makes: by
    /// the usual mask its user alone, and with a mask of 007 its group.
    ///
    /// - Parameter report: is told, in words for the user, why a program was not connected to the node.
    static func run(
        at path: String, to address: SecureAddress, keys folder: KeyFolder,
        report: @escaping @Sendable (String) -> Void
    ) throws {
        // What is wrong with the key is best said now.
        _ = try MachineKey(in: folder)
        let server = try ServerBootstrap(group: TransportThread.group)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(RelayHandler(readsAlone: false))
                    Task { await connect(channel, to: address, keys: folder, report: report) }
                }
            }
            .bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true).wait()
        try server.closeFuture.wait()
    }

    private static func connect(
        _ channel: any Channel, to address: SecureAddress, keys folder: KeyFolder,
        report: @escaping @Sendable (String) -> Void
    ) async {
        do {
            let link = try await SecureLink.connect(to: address, keys: folder)
            channel.closeFuture.whenComplete { _ in link.failure.map { report("\($0)") } }
            try await LocalEnd.join(channel, with: link.descriptor).get()
        } catch {
            report("\(error)")
            channel.close(promise: nil)
        }
    }
}
