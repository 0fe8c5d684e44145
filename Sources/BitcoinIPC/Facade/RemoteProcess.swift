import Multiprocess

/// Another process and what it answers first. The connection is closed with the last reference.
public final class RemoteProcess<Interface: Sendable>: Sendable {
    /// What the process answers first.
    public let interface: Interface

    private let connection: Connection

    init(connection: Connection, interface: Interface) {
        self.connection = connection
        self.interface = interface
    }

    deinit {
        connection.close()
    }

    /// Ends the connection.
    public func close() {
        connection.close()
    }

    /// Returns when the connection has ended, by whichever side.
    public func waitUntilClosed() async {
        await connection.waitUntilClosed()
    }
}
