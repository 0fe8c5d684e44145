import BitcoinCommands
import BitcoinSupport

/// Calls the node by the way that the options choose and, with `-rpcwait`, until it answers.
struct RPCCallLoop: Sendable {
    private let arguments: Arguments
    private let connectIPC: IPCConnector?

    init(_ arguments: Arguments, connectIPC: IPCConnector?) {
        self.arguments = arguments
        self.connectIPC = connectIPC
    }

    func call(_ command: some ClientCommand, wallet: String?) async throws -> JSONValue {
        let path = wallet.map { "/wallet/\(HTTPText.percentEncoded($0))" } ?? "/"
        let waits = arguments.bool("rpcwait", default: false)
        let limit = arguments.integer("rpcwaittimeout", default: 0)
        let deadline = ContinuousClock.now + .seconds(limit)
        while true {
            do {
                let reply = try await callOnce(command, path: path)
                if waits, reply["error"]["code"].integer == Int64(RPCError.Code.inWarmup.rawValue) {
                    throw ClientError.connectionFailed("server in warmup")
                }
                return reply
            } catch ClientError.connectionFailed(let message) where waits {
                guard limit <= 0 || ContinuousClock.now < deadline else {
                    throw ClientError.connectionFailed("timeout on transient error: \(message)")
                }
                try await Task.sleep(for: .seconds(1))
            }
        }
    }

    private func callOnce(_ command: some ClientCommand, path: String) async throws -> JSONValue {
        let user = arguments.string("rpcuser", default: "")
        let isOverIPC: Bool
        let transport: any RPCTransport
        if let ipc = try await ipcTransport() {
            (transport, isOverIPC) = (ipc, true)
        } else {
            (transport, isOverIPC) = (try HTTPTransport(arguments), false)
        }
        let answer = try await transport.execute(try command.request(), path: path, user: user)
        let reply = try command.reply(answer)
        guard isOverIPC || reply.object?.isEmpty == false else {
            throw ClientError.failed("expected reply to have result, error and id properties")
        }
        return reply
    }

    /// The node's socket, if it is to be used and, for `auto`, if it is there.
    private func ipcTransport() async throws -> (any RPCTransport)? {
        let address = arguments.string("ipcconnect", default: "auto")
        if address == "0" { return nil }
        if arguments.isSet("rpcconnect"), !arguments.isNegated("rpcconnect") {
            if address == "auto" { return nil }
            throw ClientError.failed("-rpcconnect and -ipcconnect options cannot both be enabled")
        }
        guard let connectIPC else {
            if address == "auto" { return nil }
            throw ClientError.failed("bitcoin-cli was not built with IPC support")
        }
        do {
            return try await connectIPC(address, arguments)
        } catch let error as ClientError {
            throw error
        } catch {
            guard !address.hasPrefix("tcp:") else { throw ClientError.connectionFailed("\(error)") }
            throw ClientError.connectionFailed(
                """
                \(error)

                Probably bitcoin-node is not running or not listening on a unix socket. Can be started with:

                    bitcoin-node -chain=\(arguments.selectedChain) -ipcbind=unix
                """)
        }
    }
}
