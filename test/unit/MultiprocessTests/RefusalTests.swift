import Testing

@testable import Multiprocess

@Suite struct RefusalTests {
    @Test func theMessageIsAnAbortOfRPC() {
        // `capnp decode rpc.capnp Message` reads (abort = (reason = "Too many.", …, type = overloaded)).
        let expected: [UInt64] = [
            0x0000_0007_0000_0000, 0x0001_0001_0000_0000, 1, 0x0001_0001_0000_0000, 0x0000_0001_0000_0000,
            0x0000_0052_0000_0001, 0x796e_616d_206f_6f54, 0x2e,
        ]
        #expect(Refusal.abort(because: "Too many.").map { UInt64(littleEndian: $0) } == expected)
    }
}
