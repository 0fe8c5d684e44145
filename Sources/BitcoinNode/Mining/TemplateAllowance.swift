import BitcoinInterfaces
import Synchronization

/// How many templates one client may hold. Templates share their transactions, but transactions that have left the
/// mempool stay in memory for as long as a template has them: so a client that forgets to let templates go is told so
/// before it exhausts the node.
final class TemplateAllowance: Sendable {
    private struct State {
        var bytesLeft: Int
        var held = 0
    }

    private let state: Mutex<State>
    private let maximum: Int

    /// A new best block makes most templates useless; until then a client may well ask for one each second.
    static let usualBytes = 256 << 20
    /// What a template counts for besides its list of transactions.
    private static let fixedBytes = 128 << 10
    /// A reference to a transaction in two lists, its fee and its signature operations.
    private static let bytesPerTransaction = 32

    /// - Parameter maximum: how many, however small they are.
    init(bytes: Int = usualBytes, maximum: Int = ClientLimits().templates) {
        state = Mutex(State(bytesLeft: bytes))
        self.maximum = maximum
    }

    /// How many are held.
    var held: Int { state.withLock { $0.held } }

    /// The right to hold one template, given back when it is let go.
    final class Share: Sendable {
        private let allowance: TemplateAllowance
        private let bytes: Int

        fileprivate init(_ allowance: TemplateAllowance, bytes: Int) {
            self.allowance = allowance
            self.bytes = bytes
        }

        deinit {
            allowance.state.withLock { state in
                state.bytesLeft += bytes
                state.held -= 1
            }
        }
    }

    /// Takes a share for a template of so many transactions. Throws if nothing is left.
    func share(transactionCount: Int) throws(MiningError) -> Share {
        let bytes = Self.fixedBytes + transactionCount * Self.bytesPerTransaction
        let isGranted = state.withLock { state in
            guard state.bytesLeft >= bytes, state.held < maximum else { return false }
            state.bytesLeft -= bytes
            state.held += 1
            return true
        }
        guard isGranted else {
            throw MiningError(
                description: "Too many block templates are held: destroy those that are not needed any more")
        }
        return Share(self, bytes: bytes)
    }
}
