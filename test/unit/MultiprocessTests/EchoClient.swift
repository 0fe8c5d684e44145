import Multiprocess

/// Calls `Echo` at a peer.
struct EchoClient: Sendable {
    let capability: CapabilityClient

    init(_ capability: CapabilityClient) { self.capability = capability }

    func echo(_ text: String) async throws -> String {
        try await capability.call(
            EchoInterface.echo, sizeHint: text.utf8.count, params: { try $0.setText(1, text) },
            results: { try $0.text(0) })
    }

    func wait() async throws {
        try await capability.call(EchoInterface.wait)
    }

    func callBack(_ text: String, _ target: any CapabilityServer) async throws -> String {
        try await capability.call(
            EchoInterface.callBack,
            params: {
                try $0.setText(1, text)
                try $0.setCapability(2, target)
            }, results: { try $0.text(0) })
    }

    func block(_ text: String) async throws -> String {
        try await capability.call(
            EchoInterface.block, params: { try $0.setText(1, text) }, results: { try $0.text(0) })
    }

    func fail(_ text: String) async throws {
        try await capability.call(EchoInterface.fail, params: { try $0.setText(1, text) })
    }

    func produce(_ count: Int) async throws -> [UInt8] {
        try await capability.call(
            EchoInterface.produce, params: { $0.set(0, UInt32(count)) }, results: { try $0.data(0) })
    }

    func spawn() async throws -> EchoClient? {
        try await capability.call(EchoInterface.spawn, results: { try $0.capability(0) }).map(EchoClient.init)
    }
}
