import BitcoinPrimitives
import Glibc
import NIOCore
import NIOPosix
import Testing

@testable import BitcoinP2P

/// One connection over a socket pair, with a peer at the other end that does what a test wants.
@Suite("A peer's connection", .timeLimit(.minutes(1))) struct PeerConnectionTests {
    private static let magic: [UInt8] = [0xfa, 0xbf, 0xb5, 0xda]

    /// Both ends.
    private struct Line {
        let connection: PeerConnection
        let totals = TrafficTotals()
        private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        private let peer: Int32

        init(_ settings: PeerConnection.Settings = .init(), firstBytes: [UInt8] = []) async throws {
            var ends: [Int32] = [-1, -1]
            try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
            try #require(fcntl(ends[1], F_SETFL, O_NONBLOCK) == 0)
            var size: Int32 = 4096
            try #require(
                setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &size, socklen_t(MemoryLayout<Int32>.size)) == 0)
            peer = ends[1]
            let channel = try await ClientBootstrap(group: group)
                .channelOption(.autoRead, value: false)
                .withConnectedSocket(ends[0]).get()
            let info = PeerConnectionInfo(
                id: PeerID(7), kind: .inbound, endpoint: try #require(NetworkEndpoint("127.0.0.1:18444")),
                connectedAt: 0, localServices: [], nonce: 1)
            connection = PeerConnection(
                info: info, channel: channel, firstBytes: firstBytes,
                transport: V1Transport(magic: PeerConnectionTests.magic), settings: settings, totals: totals)
            connection.start()
        }

        /// Has the peer send as much of some bytes as there is room for. Returns how much that was.
        func peerSends(_ bytes: [UInt8]) -> Int {
            max(write(peer, bytes, bytes.count), 0)
        }

        /// Has the peer take what there is. Returns how much that was.
        func peerTakes() -> Int {
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            return max(read(peer, &buffer, buffer.count), 0)
        }

        func peerHangsUp() { shutdown(peer, Int32(SHUT_RDWR)) }

        func close() async throws {
            connection.disconnect()
            try await group.shutdownGracefully()
            Glibc.close(peer)
        }
    }

    private static func ping(_ number: UInt64) -> [UInt8] {
        var transport = V1Transport(magic: magic)
        let message = NetworkMessage.ping(number)
        return transport.wrap(command: message.command, payload: message.payload)
    }

    /// Asks until something is so.
    private func wait(until condition: () -> Bool) async throws {
        while !condition() { try await Task.sleep(for: .milliseconds(2)) }
    }

    @Test func messagesAreHandedOutInTheirOrderAfterTheFirstBytes() async throws {
        let line = try await Line(firstBytes: Self.ping(1))
        // In pieces that end in the midst of a message.
        let bytes = Self.ping(2) + Self.ping(3)
        #expect(line.peerSends(Array(bytes[..<40])) == 40)
        try await wait { line.totals.received == UInt64(32 + 40) }
        #expect(line.peerSends(Array(bytes[40...])) == 24)
        for number in UInt64(1)...3 {
            let next = try #require(await line.connection.next())
            #expect(next.message.command == "ping")
            #expect(next.message.payload == NetworkMessage.ping(number).payload)
        }
        try await line.close()
    }

    @Test func noMoreIsReadThanMayWait() async throws {
        var settings = PeerConnection.Settings()
        settings.receiveBytes = 1000
        let line = try await Line(settings)
        let messages = (0..<1000).flatMap { Self.ping($0) }
        var sent = 0
        var idle = 0
        // Until there has been no room for a while.
        while idle < 50, sent < 64 << 20 {
            let position = sent % messages.count
            let count = line.peerSends(Array(messages[position...]))
            sent += count
            idle = count > 0 ? 0 : idle + 1
            if count == 0 { try await Task.sleep(for: .milliseconds(5)) }
        }
        // What the system keeps for a socket, and a few reads of its size.
        #expect(sent < 4 << 20)
        #expect(line.totals.received < 1 << 20)
        // Who takes gets all of it.
        for number in 0..<sent / 32 {
            let next = try #require(await line.connection.next())
            #expect(next.message.payload == NetworkMessage.ping(UInt64(number % 1000)).payload)
        }
        #expect(line.totals.received == UInt64(sent))
        try await line.close()
    }

    @Test func nothingIsHandedOutWhileThePeerDoesNotTakeItsAnswers() async throws {
        var settings = PeerConnection.Settings()
        settings.sendBytes = 1000
        let line = try await Line(settings)
        var answers = 0
        var turnsWithoutRoom = 0
        // What only waits for the event loop leaves in a moment.
        while turnsWithoutRoom < 20, answers < 100_000 {
            if line.connection.hasRoom {
                line.connection.send(.pong(1))
                answers += 1
                turnsWithoutRoom = 0
            } else {
                turnsWithoutRoom += 1
                try await Task.sleep(for: .milliseconds(5))
            }
        }
        #expect(!line.connection.hasRoom)
        #expect(line.peerSends(Self.ping(1)) == 32)
        try await wait { line.totals.received == 32 }
        let connection = line.connection
        let next = Task { await connection.next()?.message.command }
        try await Task.sleep(for: .milliseconds(50))
        #expect(!line.connection.hasRoom)
        var taken = 0
        try await wait {
            taken += line.peerTakes()
            return taken == answers * 32
        }
        #expect(await next.value == "ping")
        await line.connection.waitForRoom()
        #expect(line.totals.sent == UInt64(taken))
        try await line.close()
    }

    @Test func whoWaitsIsToldThatThePeerHasHungUp() async throws {
        let line = try await Line()
        let connection = line.connection
        let next = Task { await connection.next() == nil }
        try await Task.sleep(for: .milliseconds(10))
        line.peerHangsUp()
        #expect(await next.value)
        #expect(line.connection.isDisconnecting)
        #expect(line.connection.hasRoom)
        try await line.close()
    }

    @Test func bytesThatMakeNoSenseEndTheConnection() async throws {
        let line = try await Line()
        #expect(line.peerSends([UInt8](repeating: 0x11, count: 24)) == 24)
        #expect(await line.connection.next() == nil)
        // What is sent now goes nowhere, and does no harm.
        line.connection.send(.ping(1))
        #expect(line.totals.sent == 0)
        try await line.close()
    }

    @Test func whatWaitsIsDroppedWithTheConnection() async throws {
        let line = try await Line()
        #expect(line.peerSends(Self.ping(1)) == 32)
        try await wait { line.totals.received == 32 }
        line.connection.disconnect()
        #expect(await line.connection.next() == nil)
        #expect(line.connection.traffic.bytesReceived == 32)
        try await line.close()
    }
}
