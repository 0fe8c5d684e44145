#if BITCOIN_IPC
    import BitcoinIPC
    import BitcoinInterfaces
    import BitcoinRPC
    import BitcoinSupport
    import SecureTransport

    /// Requests to a node through its socket.
    struct IPCTransport: RPCTransport {
        /// Keeps the connection open.
        private let border: CapnProtoBorder
        private let node: RemoteProcess<any Init>
        private let rpc: any Rpc

        /// Connects; `nil` if the address is `auto` and nobody is there.
        static func connect(address: String, arguments: Arguments) async throws -> (any RPCTransport)? {
            let border = try CapnProtoBorder(program: "bitcoin-cli")
            do {
                guard
                    let node = try await border.connect(
                        address: address, directory: arguments.networkDirectory),
                    let rpc = try await node.interface.makeRpc()
                else { return nil }
                return IPCTransport(border: border, node: node, rpc: rpc)
            } catch let error as SecureConnectionError where !error.isTransient {
                // Waiting for the node does not help against a wrong key.
                throw ClientError.failed(error.description)
            }
        }

        func execute(_ request: JSONValue, path: String, user: String) async throws -> JSONValue {
            try await rpc.executeRpc(request: request, uri: path, user: user)
        }
    }
#endif
