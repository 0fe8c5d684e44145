import BitcoinInterfaces
import BitcoinPrimitives
import Synchronization

/// Those who are told what happens in a wallet.
///
/// Each has a queue of bounded length, and is told one thing after the other. Whose queue overflows is told that news
/// were lost: a wallet neither waits for those who look at it nor remembers for them without bound.
final class WalletObservers: Sendable {
    /// Something that happened.
    enum News: Sendable {
        case transactionChanged(Txid)
        case addressBookChanged(WalletAddress)
        case statusChanged
        case scanProgressed(Int32)
        case unloaded
    }

    private static let maximumWaiting = 1000

    private struct Observer: Sendable {
        let input: AsyncStream<News>.Continuation
        var hasLostNews = false
    }

    private struct State: Sendable {
        var observers: [Int: Observer] = [:]
        var nextKey = 0
    }

    private let state = Mutex(State())

    /// Tells everyone. What was told before the wallet changed its file may be told to nobody: call it after.
    func tell(_ news: News) {
        state.withLock { state in
            for key in state.observers.keys {
                if case .dropped? = state.observers[key]?.input.yield(news) {
                    state.observers[key]?.hasLostNews = true
                }
            }
        }
    }

    /// Tells someone from now on, until the handler is disconnected or gone.
    func add(_ receiver: any WalletNotifications) -> any Handler {
        let (items, input) = AsyncStream.makeStream(
            of: News.self, bufferingPolicy: .bufferingOldest(Self.maximumWaiting))
        let key = state.withLock { state in
            state.nextKey += 1
            state.observers[state.nextKey] = Observer(input: input)
            return state.nextKey
        }
        let teller = Task { [weak self] in
            do {
                for await news in items {
                    try await Self.deliver(news, to: receiver)
                    if self?.takeLoss(key) == true { try await receiver.newsLost() }
                }
            } catch {
                // The receiver is gone.
                self?.remove(key)
            }
        }
        return Registration(observers: self, key: key, teller: teller)
    }

    private static func deliver(_ news: News, to receiver: any WalletNotifications) async throws {
        switch news {
        case .transactionChanged(let txid): try await receiver.transactionChanged(txid)
        case .addressBookChanged(let address): try await receiver.addressBookChanged(address)
        case .statusChanged: try await receiver.statusChanged()
        case .scanProgressed(let percent): try await receiver.scanProgressed(percent: percent)
        case .unloaded: try await receiver.unloaded()
        }
    }

    private func takeLoss(_ key: Int) -> Bool {
        state.withLock { state in
            defer { state.observers[key]?.hasLostNews = false }
            return state.observers[key]?.hasLostNews ?? false
        }
    }

    private func remove(_ key: Int) {
        state.withLock { $0.observers.removeValue(forKey: key) }?.input.finish()
    }

    private final class Registration: Handler {
        let observers: WalletObservers
        let key: Int
        let teller: Task<Void, Never>

        init(observers: WalletObservers, key: Int, teller: Task<Void, Never>) {
            self.observers = observers
            self.key = key
            self.teller = teller
        }

        deinit { observers.remove(key) }

        func disconnect() async throws {
            observers.remove(key)
            await teller.value
        }
    }
}
