import BitcoinConsensus
import BitcoinMempool
import BitcoinPrimitives
import Synchronization

/// Something that happened to the chain. Events come in the order in which it happened.
///
/// But for those of the kind ``ChainEventKinds/wholeBlocks`` they are small, so that many can wait for a slow subscriber:
/// who wants a block reads it from its file.
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

    /// A transaction came into the mempool.
    case transactionAdded(AddedTransaction)
    /// A transaction left the mempool, but not for a block.
    case transactionRemoved(RemovedTransaction)
    /// Transactions left the mempool because the block of this height, which is about to be announced, has them. Comes for
    /// every block.
    case transactionsConfirmed([MempoolEntry], height: Int)
    /// What a transaction counts for when blocks are made has changed.
    case transactionPrioritised(Txid)
    /// A user of this node wants all peers to be told of a transaction of the mempool.
    case announcementRequested(Transaction)

    /// Somebody wants to know when all that came before has been dealt with, see ``ChainEventHub/sendFence()``.
    case fence(UInt64)

    /// Which subscribers are told.
    var kind: ChainEventKinds {
        switch self {
        case .blockChecked, .blockConnected, .blockDisconnected, .tipChanged,
            .validatedTipChanged, .headerTipChanged, .flushed, .failed:
            .chain
        case .transactionAdded, .transactionRemoved, .transactionPrioritised, .announcementRequested:
            .mempool
        case .blockReceived, .transactionsConfirmed:
            .wholeBlocks
        case .fence:
            []
        }
    }
}

/// What a subscriber wants to be told of.
public struct ChainEventKinds: OptionSet, Sendable {
    /// The bits.
    public let rawValue: UInt8

    /// Kinds from their bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Blocks and headers.
    public static let chain = ChainEventKinds(rawValue: 1 << 0)
    /// Transactions of the mempool. There can be thousands in a moment.
    public static let mempool = ChainEventKinds(rawValue: 1 << 1)
    /// Events that hold a whole block or its transactions: thousands of them, waiting for a slow subscriber, would take
    /// gigabytes.
    public static let wholeBlocks = ChainEventKinds(rawValue: 1 << 2)
}

/// Passes events on to whoever asked for them. Nobody can hold up the chain: a subscriber that
/// does not keep up is cut off, and has to begin again from the block that it last dealt with.
public final class ChainEventHub: Sendable {
    /// How many events wait for a subscriber before it is cut off.
    public static let defaultBacklog = 4096

    private struct State {
        var subscribers: [Int: Subscriber] = [:]
        var nextNumber = 0
        var lastFence: UInt64 = 0
        var isClosed = false
        var observers: [@Sendable (ChainEvent) -> Void] = []
    }

    private struct Subscriber {
        let kinds: ChainEventKinds
        let stream: Stream
    }

    private enum Stream {
        case events(AsyncStream<ChainEvent>.Continuation)
        case notices(AsyncStream<Void>.Continuation)

        func send(_ event: ChainEvent) {
            switch self {
            case .events(let stream): if case .dropped = stream.yield(event) { stream.finish() }
            case .notices(let stream):
                if case .fence = event { return }
                stream.yield()
            }
        }

        func finish() {
            switch self {
            case .events(let stream): stream.finish()
            case .notices(let stream): stream.finish()
            }
        }
    }

    private let state = Mutex(State())

    /// A hub without subscribers.
    public init() {}

    /// All events of some kinds from now on. The stream ends when the chain is closed, or when `backlog` events wait.
    public func subscribe(
        to kinds: ChainEventKinds = .chain, backlog: Int = defaultBacklog
    ) -> AsyncStream<ChainEvent> {
        record(kinds, backlog: backlog).events
    }

    /// All events of some kinds from now on until `end` is called, after which the stream gives what is left and ends.
    public func record(
        _ kinds: ChainEventKinds = .chain, backlog: Int = defaultBacklog
    ) -> (events: AsyncStream<ChainEvent>, end: @Sendable () -> Void) {
        let (stream, continuation) = AsyncStream.makeStream(
            of: ChainEvent.self, bufferingPolicy: .bufferingOldest(backlog))
        let number = add(Subscriber(kinds: kinds, stream: .events(continuation)))
        continuation.onTermination = { [weak self] _ in self?.remove(number) }
        return (stream, { continuation.finish() })
    }

    /// Notices that there were events of some kinds since the last notice. However many there are, one notice waits: so
    /// nobody is cut off. The stream ends when the chain is closed.
    public func notices(of kinds: ChainEventKinds) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let number = add(Subscriber(kinds: kinds, stream: .notices(continuation)))
        continuation.onTermination = { [weak self] _ in self?.remove(number) }
        return stream
    }

    private func add(_ subscriber: Subscriber) -> Int {
        state.withLock { state in
            state.nextNumber += 1
            state.subscribers[state.nextNumber] = subscriber
            return state.nextNumber
        }
    }

    private func remove(_ number: Int) {
        state.withLock { _ = $0.subscribers.removeValue(forKey: number) }
    }

    /// Has every event from now on told on the chain's thread, before the chain goes on. What the observer
    /// does must be quick and must not ask the chain to change.
    public func observe(_ observer: @escaping @Sendable (ChainEvent) -> Void) {
        state.withLock { $0.observers.append(observer) }
    }

    /// Puts a mark behind all that has happened so far: each subscriber finds the number between its events, whatever they
    /// are about. From any thread.
    public func sendFence() -> UInt64 {
        let number = state.withLock { state in
            state.lastFence += 1
            return state.lastFence
        }
        pass(.fence(number))
        return number
    }

    /// Passes an event on, to observers first.
    func send(_ event: ChainEvent) {
        for observer in state.withLock({ $0.observers }) { observer(event) }
        pass(event)
    }

    private func pass(_ event: ChainEvent) {
        let kind = event.kind
        let streams = state.withLock { state in
            state.subscribers.values.filter { $0.kinds.contains(kind) }.map(\.stream)
        }
        for stream in streams { stream.send(event) }
    }

    /// Ends all streams, after what already waits in them.
    func close() {
        let streams = state.withLock { state in
            state.isClosed = true
            state.observers = []
            return state.subscribers.values.map(\.stream)
        }
        for stream in streams { stream.finish() }
    }

    /// Whether no more events come.
    public var isClosed: Bool { state.withLock { $0.isClosed } }
}
