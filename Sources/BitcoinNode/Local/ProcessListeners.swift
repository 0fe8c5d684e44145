import BitcoinInterfaces
import Synchronization

/// The addresses at which other processes can connect to this node.
final class ProcessListeners: Sendable {
    private let listeners = Mutex<[any ProcessListener]>([])

    /// Adds one.
    func add(_ listener: any ProcessListener) {
        listeners.withLock { $0.append(listener) }
    }

    /// All of them.
    var all: [any ProcessListener] { listeners.withLock { $0 } }
}
