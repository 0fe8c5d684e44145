import BitcoinSupport
import Glibc

/// Stands in for a broker where there is none: says in the log what its user can do, and refuses.
public struct AbsentBroker: FileBroker {
    /// Paths that are tried and need not be had.
    private let dispensable: Set<String>

    /// Nobody to ask.
    ///
    /// - Parameter dispensable: paths of which the user need not hear.
    public init(dispensable: Set<String> = []) {
        self.dispensable = dispensable
    }

    /// Refuses.
    public func open(_ path: String, flags: Int32, permissions: mode_t) -> FileBrokerAnswer { refuse(path) }
    /// Refuses.
    public func createFolder(_ path: String, permissions: mode_t) -> FileBrokerAnswer { refuse(path) }
    /// Refuses.
    public func removeFile(_ path: String) -> FileBrokerAnswer { refuse(path) }
    /// Refuses.
    public func removeFolder(_ path: String) -> FileBrokerAnswer { refuse(path) }
    /// Refuses.
    public func rename(_ path: String, to newPath: String) -> FileBrokerAnswer { refuse(path) }

    private func refuse(_ path: String) -> FileBrokerAnswer {
        if !dispensable.contains(path) {
            Log.warning(
                "The sandbox keeps this process from \(path). Start it with -sandboxpath=<folder> to open a folder"
            )
        }
        return FileBrokerAnswer(code: EACCES)
    }
}
