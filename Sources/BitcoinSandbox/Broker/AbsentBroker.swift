import BitcoinSupport
import Glibc

/// Stands in for a broker where there is none: says in the log what its user can do, and refuses.
public struct AbsentBroker: FileBroker {
    /// Nobody to ask.
    public init() {}

    /// Refuses.
    public func open(_ path: String, flags: Int32, permissions: mode_t) -> FileBrokerAnswer { refuse(path) }
    /// Refuses.
    public func createFolder(_ path: String, permissions: mode_t) -> FileBrokerAnswer { refuse(path) }
    /// Refuses.
    public func removeFile(_ path: String) -> FileBrokerAnswer { refuse(path) }
    /// Refuses.
    public func removeFolder(_ path: String) -> FileBrokerAnswer { refuse(path) }

    private func refuse(_ path: String) -> FileBrokerAnswer {
        Log.warning(
            "The sandbox keeps this process from \(path). Start it with -sandboxpath=<folder> to open a folder"
        )
        return FileBrokerAnswer(code: EACCES)
    }
}
