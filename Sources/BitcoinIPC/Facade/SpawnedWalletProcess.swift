import BitcoinInterfaces
import Multiprocess

/// A wallet program that this process started.
final class SpawnedWalletProcess: SpawnedWallet {
    let interface: any WalletInit

    private let exit: ExitWatch
    private let connection: Connection

    init(exit: ExitWatch, connection: Connection, interface: any WalletInit) {
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
