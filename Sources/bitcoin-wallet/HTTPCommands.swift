import BitcoinCommands
import BitcoinRPC
import BitcoinSupport
import BitcoinWallet

/// The commands of the wallet process over HTTP, on a port of its own.
struct HTTPCommands: CommandService {
    private let service: RPCService

    init(_ arguments: Arguments, _ table: RPCTable) async throws {
        service = try await RPCService(arguments, table: table)
        service.start()
    }

    func stop() async {
        service.interrupt()
        await service.stop()
    }
}
