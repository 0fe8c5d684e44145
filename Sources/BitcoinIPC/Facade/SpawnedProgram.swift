import BitcoinInterfaces
import Multiprocess

/// A program that this process started, and what it answers first.
final class SpawnedProgram<Interface: Sendable>: Sendable {
    let interface: Interface

    private let exit: ExitWatch
    private let connection: Connection

    init(exit: ExitWatch, connection: Connection, interface: Interface) {
        self.exit = exit
        self.connection = connection
        self.interface = interface
    }

    deinit {
        connection.close()
    }

    var processIdentifier: Int32 { exit.processIdentifier }

    func waitUntilExit() async -> ProcessExit {
        await exit.wait()
    }

    func disconnect() async {
        connection.close()
        await connection.waitUntilClosed()
    }

    func send(signal: Int32) {
        exit.send(signal: signal)
    }
}

extension SpawnedProgram: SpawnedWallet where Interface == any WalletInit {}
