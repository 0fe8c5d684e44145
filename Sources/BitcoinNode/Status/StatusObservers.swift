import BitcoinInterfaces
import BitcoinSupport
import Synchronization

/// Those who are told how this node is doing.
///
/// Each is told when the status is another one than it was told last. So whoever is slow costs no memory.
final class StatusObservers: Sendable {
    /// How often a status is looked at. Users see no difference below this.
    static let interval = Duration.milliseconds(250)

    private struct State {
        var receivers: [Int: any NodeNotifications] = [:]
        var nextKey = 0
    }

    private let state = Mutex(State())

    /// Tells someone from now on, until the handler is disconnected or gone.
    func add(
        _ receiver: any NodeNotifications, interval: Duration = StatusObservers.interval,
        _ status: @escaping @Sendable () async -> NodeStatus
    ) -> any Handler {
        let key = state.withLock { state in
            state.nextKey += 1
            state.receivers[state.nextKey] = receiver
            return state.nextKey
        }
        let teller = Task { [weak self] in
            do {
                var told: NodeStatus?
                while !Task.isCancelled {
                    let current = await status()
                    if current != told { try await receiver.statusChanged(current) }
                    told = current
                    try await Task.sleep(for: interval)
                }
            } catch {
                // The receiver is gone, or wants no more.
            }
            self?.remove(key)
        }
        return Registration(observers: self, key: key, teller: teller)
    }

    /// Tells everyone that the node cannot go on, and returns when they have taken note.
    ///
    /// - Parameter waitsForReceiver: whether someone is about to ask to be told, who is waited for.
    func tellFailure(_ reason: String, waitsForReceiver: Bool = false) async {
        while waitsForReceiver, !Task.isCancelled, state.withLock({ $0.receivers.isEmpty }) {
            try? await Task.sleep(for: .milliseconds(20))
        }
        for receiver in state.withLock({ Array($0.receivers.values) }) {
            try? await receiver.failed(reason)
        }
    }

    private func remove(_ key: Int) {
        state.withLock { $0.receivers[key] = nil }
    }

    /// Goes with its last reference: a process that is gone lets go of it.
    private final class Registration: Handler {
        let observers: StatusObservers
        let key: Int
        let teller: Task<Void, Never>

        init(observers: StatusObservers, key: Int, teller: Task<Void, Never>) {
            self.observers = observers
            self.key = key
            self.teller = teller
        }

        deinit {
            teller.cancel()
            observers.remove(key)
        }

        func disconnect() async throws {
            teller.cancel()
            await teller.value
        }
    }
}
