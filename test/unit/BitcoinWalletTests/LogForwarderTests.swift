import BitcoinInterfaces
import BitcoinSupport
import Synchronization
import Testing

@testable import BitcoinWallet

@Suite struct LogForwarderTests {
    /// Remembers what was written together, and takes its time.
    private final class SlowSink: LogSink {
        let written = Mutex<[[String]]>([])

        func write(_ entries: [BitcoinInterfaces.LogEntry]) async throws {
            try await Task.sleep(for: .milliseconds(20))
            written.withLock { $0.append(entries.map(\.message)) }
        }
    }

    private struct ClosedSink: LogSink {
        struct Closed: Error {}
        func write(_ entries: [BitcoinInterfaces.LogEntry]) async throws { throw Closed() }
    }

    private func line(_ number: Int) -> RelayedLogMessage {
        RelayedLogMessage(timeMicroseconds: 0, level: .info, category: nil, thread: "", text: "\(number)")
    }

    @Test(.timeLimit(.minutes(1))) func linesTravelTogetherAndInOrder() async {
        let sink = SlowSink()
        let forwarder = LogForwarder(to: sink)
        for number in 0..<2000 { forwarder.add(line(number)) }
        await forwarder.run()
        await forwarder.flush()
        let written = sink.written.withLock { $0 }
        #expect(written.flatMap(\.self) == (0..<2000).map { "\($0)" })
        #expect(written.count <= 5 && written.allSatisfy { $0.count <= 500 })
        await forwarder.finish()
    }

    @Test(.timeLimit(.minutes(1))) func theOldestMakeRoom() async {
        let sink = SlowSink()
        let forwarder = LogForwarder(to: sink)
        for number in 0..<10_001 { forwarder.add(line(number)) }
        await forwarder.run()
        await forwarder.finish()
        let written = sink.written.withLock { $0.flatMap(\.self) }
        #expect(written.first == "1000" && written.last == "10000")
        // Nobody waits for what is over.
        await forwarder.flush()
    }

    @Test(.timeLimit(.minutes(1))) func nobodyWaitsForAReceiverThatIsGone() async {
        let forwarder = LogForwarder(to: ClosedSink())
        await forwarder.run()
        forwarder.add(line(1))
        await forwarder.flush()
        forwarder.add(line(2))
        await forwarder.flush()
        await forwarder.finish()
    }
}
