import BitcoinInterfaces
import Glibc
import Multiprocess

extension CapnProtoBorder: WalletBorder {
    /// Connects to a running node as its wallet program.
    public func attach(
        address: String, directory: String, identity: ProcessIdentity
    ) async throws -> any AttachedNode {
        guard
            let node = try await connectNode(address: address, directory: directory, identity: identity)
        else { throw Multiprocess.SystemError(ECONNREFUSED) }
        return RemoteNode(process: node)
    }
}

private struct RemoteNode: AttachedNode {
    let process: RemoteProcess<any NodeInit>

    var interface: any NodeInit { process.interface }

    func waitUntilClosed() async {
        _ = await process.waitUntilClosed()
    }

    func close() {
        process.close()
    }
}

extension RemoteError: BorderError {
    /// Whether the connection is gone.
    public var isDisconnection: Bool { kind == .disconnected }
}
