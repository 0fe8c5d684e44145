import BitcoinInterfaces
import BitcoinSupport

/// Sends the log lines of this process to the process that keeps the log.
///
/// Lines are sent in the order in which they were said. While the receiver is slow they wait here, up to a limit
/// beyond which the oldest are dropped.
actor LogForwarder {
    private static let maximumWaiting = 10_000

    private let sink: any LogSink
    private let messages: AsyncStream<RelayedLogMessage>
    private let input: AsyncStream<RelayedLogMessage>.Continuation
    private var sender: Task<Void, Never>?

    /// Takes over the log of this process.
    init(to sink: any LogSink) {
        self.sink = sink
        (messages, input) = AsyncStream.makeStream(
            of: RelayedLogMessage.self, bufferingPolicy: .bufferingNewest(Self.maximumWaiting))
    }

    /// Forwards from now on.
    func start() {
        Log.logger.forward { [input] in input.yield($0) }
        sender = Task { [messages, sink] in
            var iterator = messages.makeAsyncIterator()
            while let message = await iterator.next() {
                do {
                    try await sink.write([BitcoinInterfaces.LogEntry(message)])
                } catch {
                    // Without the receiver there is nobody to tell: its end is the end of this process, too.
                    return
                }
            }
        }
    }

    /// Sends what is left and ends.
    func finish() async {
        input.finish()
        await sender?.value
    }
}

extension BitcoinInterfaces.LogEntry {
    init(_ message: RelayedLogMessage) {
        self.init(
            timeMicroseconds: message.timeMicroseconds, level: message.level.name,
            category: message.category?.name ?? "", thread: message.thread, message: message.text)
    }
}
