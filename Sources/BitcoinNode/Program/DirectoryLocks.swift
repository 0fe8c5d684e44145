import BitcoinSupport

/// The locks that keep two nodes from working on the same data. They hold as long as this value lives.
struct DirectoryLocks: Sendable {
    private let locks: [DirectoryLock]

    /// Takes the locks of the network's directory and of the blocks' directory.
    init(_ arguments: Arguments) throws(StartupError) {
        do {
            locks = [
                try DirectoryLock(arguments.networkDirectory),
                try DirectoryLock(arguments.blocksDirectory()),
            ]
        } catch {
            throw StartupError("\(error)")
        }
    }
}
