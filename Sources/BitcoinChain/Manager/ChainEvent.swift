import BitcoinConsensus
import BitcoinPrimitives
import Synchronization

/// Something that happened to the chain. Events come in the order in which it happened.
///
/// They are small, so that many can wait for a slow subscriber: who wants the block reads it from its file.
public enum ChainEvent: Sendable {
    /// A block was found good enough to pass on, before its outputs were checked.
    case blockReceived(BlockSnapshot, Block)
    /// A block was checked; the rejection says what is wrong with it, if anything.
    case blockChecked(BlockHash, BlockRejection?)
    /// A block was added to the best chain.
    case blockConnected(BlockSnapshot)
    /// The last block was taken from the best chain.
    case blockDisconnected(BlockSnapshot)
    /// The best chain ends with another block, after all blocks of a step were connected.
    case tipChanged(BlockSnapshot, isInitialDownload: Bool)
    /// Behind a snapshot, blocks have been validated up to this one.
    case validatedTipChanged(BlockSnapshot)
    /// The best known header is another one.
    case headerTipChanged(BlockSnapshot)
    /// All changes up to the block that the locator begins with are on disk.
    case flushed(locator: [BlockHash])
    /// This computer failed: the disk is full or a file is damaged. The node has to stop.
    case failed(String)
}

/// Passes events on to whoever asked for them. Nobody can hold up the chain: a subscriber that
/// does not keep up is cut off, and has to begin again from the block that it last dealt with.
public final class ChainEventHub: Sendable {
    /// How many events wait for a subscriber before it is cut off.
    public static let defaultBacklog = 4096

    private struct State {
        var subscribers: [Int: AsyncStream<ChainEvent>.Continuation] = [:]
        var nextNumber = 0
    }

    private let state = Mutex(State())

    /// A hub without subscribers.
    public init() {}

    /// All events from now on. The stream ends when the chain is closed, or when `backlog` events wait.
    public func subscribe(backlog: Int = defaultBacklog) -> AsyncStream<ChainEvent> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: ChainEvent.self, bufferingPolicy: .bufferingOldest(backlog))
        let number = state.withLock { state in
            state.nextNumber += 1
            state.subscribers[state.nextNumber] = continuation
            return state.nextNumber
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { _ = $0.subscribers.removeValue(forKey: number) }
        }
        return stream
    }

    /// Passes an event on.
    func send(_ event: ChainEvent) {
        let subscribers = state.withLock { Array($0.subscribers.values) }
        for subscriber in subscribers {
            if case .dropped = subscriber.yield(event) { subscriber.finish() }
        }
    }

    /// Ends all streams, after what already waits in them.
    func close() {
        let subscribers = state.withLock { Array($0.subscribers.values) }
        for subscriber in subscribers { subscriber.finish() }
    }
}
