import BitcoinInterfaces
import BitcoinSupport
import Synchronization

/// Sends the log lines of this process to the process that keeps the log.
///
/// Lines are sent in the order in which they were said, and together where several wait: a call for each would cost more
/// than what most of them tell of. While the receiver is slow they wait here, up to a limit beyond which the oldest are
/// dropped.
actor LogForwarder {
    /// So many lines travel in one call.
    private static let maximumTogether = 500

    private let sink: any LogSink
    private let queue = LogQueue()
    private var sender: Task<Void, Never>?

    /// Takes over the log of this process.
    init(to sink: any LogSink) {
        self.sink = sink
    }

    /// Forwards from now on.
    func start() {
        Log.logger.forward { [queue] in queue.add($0) }
        run()
    }

    /// Sends what is in the queue until that is closed.
    func run() {
        sender = Task { [queue, sink] in
            var isReceiverGone = false
            for await _ in queue.news {
                let (messages, waiters) = queue.take()
                var rest = messages[...]
                // Without the receiver there is nobody to tell: its end is the end of this process, too.
                while !rest.isEmpty, !isReceiverGone {
                    do {
                        let together = rest.prefix(Self.maximumTogether)
                        try await sink.write(together.map { BitcoinInterfaces.LogEntry($0) })
                        rest = rest.dropFirst(together.count)
                    } catch {
                        isReceiverGone = true
                    }
                }
                for waiter in waiters { waiter.resume() }
            }
        }
    }

    /// Adds a line.
    nonisolated func add(_ message: RelayedLogMessage) {
        queue.add(message)
    }

    /// Returns when all that was said before has been written.
    func flush() async {
        guard sender != nil else { return }
        await withCheckedContinuation { queue.add(waiter: $0) }
    }

    /// Sends what is left and ends.
    func finish() async {
        queue.close()
        await sender?.value
    }
}

/// The lines that have not been sent yet.
private final class LogQueue: Sendable {
    private static let maximumWaiting = 10_000

    private struct State {
        var messages: [RelayedLogMessage] = []
        /// Those who wait until all before has been written.
        var waiters: [CheckedContinuation<Void, Never>] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    /// Comes when there is something to take.
    let news: AsyncStream<Void>
    private let tell: AsyncStream<Void>.Continuation

    init() {
        (news, tell) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    func add(_ message: RelayedLogMessage) {
        state.withLock { state in
            // Some at once, so that not every line has to move all others.
            if state.messages.count >= Self.maximumWaiting {
                state.messages.removeFirst(Self.maximumWaiting / 10)
            }
            state.messages.append(message)
        }
        tell.yield()
    }

    func add(waiter: CheckedContinuation<Void, Never>) {
        let isClosed = state.withLock { state in
            if !state.isClosed { state.waiters.append(waiter) }
            return state.isClosed
        }
        if isClosed { waiter.resume() } else { tell.yield() }
    }

    func take() -> (messages: [RelayedLogMessage], waiters: [CheckedContinuation<Void, Never>]) {
        state.withLock { state in
            defer { (state.messages, state.waiters) = ([], []) }
            return (state.messages, state.waiters)
        }
    }

    /// Nothing comes after what is there, which can still be taken.
    func close() {
        state.withLock { $0.isClosed = true }
        tell.yield()
        tell.finish()
    }
}

extension BitcoinInterfaces.LogEntry {
    init(_ message: RelayedLogMessage) {
        self.init(
            timeMicroseconds: message.timeMicroseconds, level: message.level.name,
            category: message.category?.name ?? "", thread: message.thread, message: message.text)
    }
}
