import BitcoinSupport
import Multiprocess

extension IPCLogger {
    /// The log of this process: details under the category `ipc`, the rest for every user.
    static let processLog = IPCLogger(
        isWanted: { level in
            switch level {
            case .trace: Log.isEnabled(.ipc, .trace)
            case .debug: Log.isEnabled(.ipc, .debug)
            case .info, .warning, .error: true
            }
        },
        write: { level, message in
            switch level {
            case .trace: Log.trace(.ipc, message)
            case .debug: Log.debug(.ipc, message)
            case .info: Log.info("ipc: \(message)")
            case .warning: Log.warning("ipc: \(message)")
            case .error: Log.error("ipc: \(message)")
            }
        })
}
