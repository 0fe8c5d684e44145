import Glibc
import Testing

@testable import BitcoinSandbox

@Suite struct LaunchTicketTests {
    private func withPair(_ body: (Int32, Int32) throws -> Void) throws {
        var ends: [Int32] = [-1, -1]
        #expect(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        defer { for end in ends { close(end) } }
        try body(ends[0], ends[1])
    }

    @Test func arrivesWithTheBrokerAndLeavesTheRestOfTheStream() throws {
        try withPair { (parent, child) throws in
            let ticket = LaunchTicket(
                mode: .require, folders: ["/w \u{20AC}", "/b"], readFiles: ["/c"],
                options: ["-datadir=/d \u{20AC}"])
            try ticket.send(over: parent, broker: parent)
            #expect(write(parent, "rest", 4) == 4)
            let received = try #require(try LaunchTicket.receive(from: child))
            #expect(received.ticket == ticket)
            #expect(received.broker >= 0 && received.broker != parent)
            close(received.broker)
            var rest = [UInt8](repeating: 0, count: 8)
            #expect(recv(child, &rest, 8, 0) == 4 && rest.starts(with: Array("rest".utf8)))
        }
    }

    @Test func aParentThatSendsNoneIsLeftAlone() throws {
        try withPair { (parent, child) throws in
            #expect(write(parent, "\0\0\0\0\u{7}\0\0\0", 8) == 8)
            #expect(try LaunchTicket.receive(from: child) == nil)
            var bytes = [UInt8](repeating: 1, count: 8)
            #expect(recv(child, &bytes, 8, 0) == 8 && bytes[4] == 7)
        }
    }

    @Test func aParentThatIsGoneSendsNone() throws {
        try withPair { (parent, child) throws in
            shutdown(parent, Int32(SHUT_WR))
            #expect(try LaunchTicket.receive(from: child) == nil)
        }
    }

    @Test func whatCannotBeReadIsAnError() throws {
        try withPair { (parent, child) throws in
            let bytes = LaunchTicket.mark + [2, 0, 0, 0] + Array("{}".utf8)
            #expect(write(parent, bytes, bytes.count) == bytes.count)
            #expect(throws: SandboxError.unreadableTicket) { try LaunchTicket.receive(from: child) }
        }
    }

    @Test func aTicketThatIsTooLongIsRefusedByTheSender() throws {
        try withPair { (parent, _) throws in
            let ticket = LaunchTicket(mode: .auto, folders: [String(repeating: "a", count: 1_100_000)])
            #expect(throws: SandboxError.refused(step: "telling a process its sandbox", code: E2BIG)) {
                try ticket.send(over: parent)
            }
        }
    }
}
