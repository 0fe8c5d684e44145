import Multiprocess

/// What `mpgen` would make of upstream's echo.capnp, plus methods that a test needs, by hand.
enum EchoInterface {
    static let id: UInt64 = 0xd36b_8964_0dc9_4399
    static let destroy = method(0, "destroy", pointers: 1, results: 0)
    static let echo = method(1, "echo", pointers: 2, results: 1)
    /// Waits until it is cancelled, or the gate of the implementation opens.
    static let wait = method(2, "wait", pointers: 1, results: 0)
    /// Calls `echo` of the object that it is given, as often as `text` has characters.
    static let callBack = method(3, "callBack", pointers: 3, results: 1)
    /// Answers with the calls' order, blocking its thread for a moment.
    static let block = method(4, "block", pointers: 2, results: 1)
    /// Throws.
    static let fail = method(5, "fail", pointers: 2, results: 0)
    /// Answers with this many bytes, and with an object if bit 32 is set.
    static let produce = method(6, "produce", dataWords: 1, pointers: 1, results: 2)
    /// Answers with a new object.
    static let spawn = method(7, "spawn", pointers: 1, results: 1)
    static let descriptor = InterfaceDescriptor(
        id: id, name: "Echo", methods: [destroy, echo, wait, callBack, block, fail, produce, spawn])

    private static func method(
        _ ordinal: UInt16, _ name: String, dataWords: Int = 0, pointers: Int, results: Int
    ) -> MethodDescriptor {
        MethodDescriptor(
            interfaceID: id, ordinal: ordinal, name: "Echo.\(name)",
            params: StructLayout(dataWords: dataWords, pointers: pointers),
            results: StructLayout(dataWords: 0, pointers: results), contextSlot: 0)
    }
}

/// Upstream's init.capnp, as far as tests need it.
enum InitInterface {
    static let id: UInt64 = 0x8838_c700_ba5c_ba65
    static let construct = MethodDescriptor(
        interfaceID: id, ordinal: 0, name: "Init.construct", params: StructLayout(dataWords: 0, pointers: 1),
        results: StructLayout(dataWords: 0, pointers: 1))
    static let makeEcho = MethodDescriptor(
        interfaceID: id, ordinal: 1, name: "Init.makeEcho", params: StructLayout(dataWords: 0, pointers: 1),
        results: StructLayout(dataWords: 0, pointers: 1), contextSlot: 0)
    static let descriptor = InterfaceDescriptor(id: id, name: "Init", methods: [construct, makeEcho])
}
