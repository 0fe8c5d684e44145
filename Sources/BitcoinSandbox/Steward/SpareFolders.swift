#if BITCOIN_SANDBOX
    import BitcoinSupport
    import CSandbox
    import Glibc

    /// Empty folders that are made before the sandbox and wait to get a name.
    ///
    /// Landlock's rules are about folders that are there. One that is made later in a folder on the way to a closed one,
    /// such as `chainstate_snapshot` beside `wallets`, would be closed to the process that it is for. A spare one that is
    /// moved there has its rule already.
    struct SpareFolders: Sendable {
        private static let count = 4

        /// The folder whose folders they become.
        let home: String?

        init(home: String?) {
            self.home = home.map { Path.resolved($0) ?? $0 }
        }

        private var paths: [String] {
            guard let home else { return [] }
            return (0..<Self.count).map { Path.join(home, ".spare-\($0)") }
        }

        /// Makes them.
        func make() {
            for path in paths { mkdir(path, 0o777) }
        }

        /// Removes those that are left.
        func remove() {
            for path in paths { rmdir(path) }
        }

        /// Has one take a name, which must not be taken; `false` if there is none left.
        func place(at path: String) -> Bool {
            guard Path.parent(path) == home, !Path.exists(path), !Path.isLink(path) else { return false }
            return paths.contains { rename($0, path) == 0 }
        }

        /// Takes one back that is empty and no longer needed; `false` if it is to be removed in another way.
        func takeBack(_ path: String) -> Bool {
            guard Path.parent(path) == home, !Path.isLink(path), Path.entries(path, limit: 1).isEmpty,
                let place = paths.first(where: { !Path.exists($0) })
            else { return false }
            return rename(path, place) == 0
        }
    }
#endif
