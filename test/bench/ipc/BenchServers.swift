import Multiprocess

/// `Init`, as far as a benchmark needs it.
final class BenchInit: CapabilityServer {
    static let id: UInt64 = 0x8838_c700_ba5c_ba65
    static let construct = MethodDescriptor(
        interfaceID: id, ordinal: 0, name: "Init.construct", params: StructLayout(dataWords: 0, pointers: 1),
        results: StructLayout(dataWords: 0, pointers: 1))
    static let makeEcho = MethodDescriptor(
        interfaceID: id, ordinal: 1, name: "Init.makeEcho", params: StructLayout(dataWords: 0, pointers: 1),
        results: StructLayout(dataWords: 0, pointers: 1), contextSlot: 0)
    static let interfaces = [InterfaceDescriptor(id: id, name: "Init", methods: [construct, makeEcho])]
    private let isBlocking: Bool

    init(isBlocking: Bool) { self.isBlocking = isBlocking }

    func dispatch(_ call: CallContext) async throws {
        switch call.methodID {
        case 0: try call.construct()
        default: try call.results().setCapability(0, BenchEcho(isBlocking: isBlocking))
        }
    }
}

/// `Echo`: on the loop, or as a method that may block, on the thread that the caller names.
final class BenchEcho: CapabilityServer {
    static let id: UInt64 = 0xd36b_8964_0dc9_4399
    static let destroy = MethodDescriptor(
        interfaceID: id, ordinal: 0, name: "Echo.destroy", params: StructLayout(dataWords: 0, pointers: 1),
        results: StructLayout(dataWords: 0, pointers: 0), contextSlot: 0)
    static let echo = MethodDescriptor(
        interfaceID: id, ordinal: 1, name: "Echo.echo", params: StructLayout(dataWords: 0, pointers: 2),
        results: StructLayout(dataWords: 0, pointers: 1), contextSlot: 0)
    static let interfaces = [InterfaceDescriptor(id: id, name: "Echo", methods: [destroy, echo])]
    private let isBlocking: Bool

    init(isBlocking: Bool) { self.isBlocking = isBlocking }

    func dispatch(_ call: CallContext) async throws {
        if call.methodID == 0 { return }
        let text = try call.params().text(1)
        let result = isBlocking ? try await call.onThread { text } : text
        try call.results(sizeHint: result.utf8.count).setText(0, result)
    }
}
