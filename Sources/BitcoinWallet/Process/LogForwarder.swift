import BitcoinInterfaces
import BitcoinSupport

/// Sends the log lines of this process to the process that keeps the log.
///
/// Lines are sent in the order in which they were said. While the receiver is slow they wait here, up to a limit
/// beyond which the oldest are dropped.
actor LogForwarder {
    private static let maximumWaiting = 10_000

    private enum Item {
        case message(RelayedLogMessage)
        /// Somebody waits until all before it has been written.
        case mark(CheckedContinuation<Void, Never>)
    }

    private let sink: any LogSink
    private let items: AsyncStream<Item>
    private let input: AsyncStream<Item>.Continuation
    private var sender: Task<Void, Never>?

    /// Takes over the log of this process.
    init(to sink: any LogSink) {
        self.sink = sink
        (items, input) = AsyncStream.makeStream(
            of: Item.self, bufferingPolicy: .bufferingNewest(Self.maximumWaiting))
    }

    /// Forwards from now on.
    func start() {
        Log.logger.forward { [input] in Self.pass(.message($0), to: input) }
        sender = Task { [items, sink] in
            var isReceiverGone = false
            for await item in items {
                switch item {
                case .mark(let waiter): waiter.resume()
                case .message(let message):
                    // Without the receiver there is nobody to tell: its end is the end of this process, too.
                    guard !isReceiverGone else { continue }
                    do {
                        try await sink.write([BitcoinInterfaces.LogEntry(message)])
                    } catch {
                        isReceiverGone = true
                    }
                }
            }
        }
    }

    private static func pass(_ item: Item, to input: AsyncStream<Item>.Continuation) {
        switch input.yield(item) {
        // The oldest makes room; who waits behind it need not wait any longer.
        case .dropped(.mark(let waiter)): waiter.resume()
        case .terminated:
            if case .mark(let waiter) = item { waiter.resume() }
        default: break
        }
    }

    /// Returns when all that was said before has been written.
    func flush() async {
        guard sender != nil else { return }
        await withCheckedContinuation { Self.pass(.mark($0), to: input) }
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
