import BitcoinChain
import BitcoinMempool
import BitcoinSupport
import Glibc
import Synchronization

/// The node's estimates of fees, in step with its chain and mempool, and their file.
final class FeeEstimates: Sendable {
    private let estimator: Mutex<FeeEstimator>
    private let path: String

    /// The file's name in the directory of the network.
    static let fileName = "fee_estimates.dat"
    /// How often the file is written.
    static let saveInterval = Duration.seconds(60 * 60)
    /// Estimates of the past tell nothing about fees after so many hours.
    private static let maximumAgeHours: Int64 = 60

    /// Begins with the estimates of a file, if there is one that is not too old.
    init(path: String, acceptsStale: Bool) {
        self.path = path
        estimator = Mutex(Self.read(path, acceptsStale: acceptsStale) ?? FeeEstimator())
    }

    private static func read(_ path: String, acceptsStale: Bool) -> FeeEstimator? {
        var information = stat()
        guard stat(path, &information) == 0 else {
            Log.info("\(path) is not found. Continue anyway.")
            return nil
        }
        let age = (Int64(time(nil)) - Int64(information.st_mtim.tv_sec)) / (60 * 60)
        guard age <= maximumAgeHours || acceptsStale else {
            Log.warning(
                "Fee estimation file \(path) too old (age=\(age) > \(maximumAgeHours) hours) and will not be "
                    + "used to avoid serving stale estimates.")
            return nil
        }
        do {
            return try FeeEstimator(serialized: FileContents.read(path))
        } catch {
            Log.warning("Unable to read policy estimator data (non-fatal): \(error)")
            Log.warning("Failed to read fee estimates from \(path). Continue anyway.")
            return nil
        }
    }

    /// Learns from what happens to the mempool.
    func observe(_ event: ChainEvent) {
        switch event {
        case .transactionAdded(let added):
            let isEvidence =
                !added.isResurrected && !added.isInPackage && added.isChainCurrent && added.hasNoParents
            estimator.withLock { $0.add(added.entry, isEvidence: isEvidence) }
        case .transactionRemoved(let removed):
            estimator.withLock { $0.remove(removed.entry.transaction.txid) }
        case .transactionsConfirmed(let entries, let height):
            estimator.withLock { $0.connect(entries, height: height) }
        default: break
        }
    }

    /// A copy of what is known now, to ask.
    var current: FeeEstimator { estimator.withLock { $0 } }

    /// Writes the file. After a crash it has either the old or the new estimates.
    func save() {
        do {
            try FileContents.replace(path, with: current.serialized)
            Log.debug(.estimatefee, "Flushed fee estimates to \(path).")
        } catch {
            Log.warning("Failed to write fee estimates to \(path). Continue anyway.")
        }
    }

    /// The node stops: what waits counts as not confirmed, and all is written.
    func close() {
        estimator.withLock { $0.giveUpWaiting() }
        save()
    }
}
