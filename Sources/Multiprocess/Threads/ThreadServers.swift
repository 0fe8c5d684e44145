/// The `Thread` interface of upstream's schema.
enum ThreadInterface {
    static let id: UInt64 = 0x81c1_e260_0d0b_56c5
    static let getName = MethodDescriptor(
        interfaceID: id, ordinal: 0, name: "Thread.getName", params: StructLayout(dataWords: 0, pointers: 0),
        results: StructLayout(dataWords: 0, pointers: 1))
    static let descriptor = InterfaceDescriptor(id: id, name: "Thread", methods: [getName])
}

/// The `ThreadMap` interface of upstream's schema.
enum ThreadMapInterface {
    static let id: UInt64 = 0xee5e_3717_9ad9_dc9d
    static let makeThread = MethodDescriptor(
        interfaceID: id, ordinal: 0, name: "ThreadMap.makeThread",
        params: StructLayout(dataWords: 0, pointers: 1), results: StructLayout(dataWords: 0, pointers: 1))
    static let makePool = MethodDescriptor(
        interfaceID: id, ordinal: 1, name: "ThreadMap.makePool",
        params: StructLayout(dataWords: 1, pointers: 0), results: StructLayout(dataWords: 0, pointers: 0))
    static let descriptor = InterfaceDescriptor(id: id, name: "ThreadMap", methods: [makeThread, makePool])
}

/// A `Thread` that a client has, to be named in its calls.
final class ThreadServer: CapabilityServer {
    static let interfaces = [ThreadInterface.descriptor]
    let gate: ThreadGate
    private let connection: Connection

    init(name: String, of connection: Connection) {
        gate = ThreadGate(name: name)
        self.connection = connection
    }

    deinit {
        connection.threadFreed()
    }

    func dispatch(_ call: CallContext) async throws {
        try call.results().setText(0, gate.name)
    }
}

/// Makes threads for a client.
final class ThreadMapServer: CapabilityServer {
    static let interfaces = [ThreadMapInterface.descriptor]

    func dispatch(_ call: CallContext) async throws {
        let connection = call.connection
        switch call.methodID {
        case ThreadMapInterface.makeThread.ordinal:
            let caller = try call.params().text(0)
            let thread = try connection.makeThread(from: caller)
            try call.results().setCapability(0, thread)
        case ThreadMapInterface.makePool.ordinal:
            // Calls that name no thread run at once here: a pool has nothing to add but its errors.
            try connection.makePool(count: Int(call.params().integer(0, as: UInt32.self)))
            _ = try call.results()
        default:
            throw RemoteError(.unimplemented, "Method not implemented.")
        }
    }
}
