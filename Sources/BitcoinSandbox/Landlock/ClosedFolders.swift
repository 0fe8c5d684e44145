import BitcoinSupport

/// Folders that are closed in a world that is open: rules can only open, so what is to be opened is all that lies beside
/// the way to a closed folder.
///
/// With `/srv/node/wallets` closed, that is everything in `/` but `srv`, everything in `/srv` but `node`, and so on.
/// What is made later in a folder on the way is not open; see ``Steward``.
struct ClosedFolders: Sendable {
    /// More files than these in one folder are not opened by rules of their own.
    private static let maximumEntries = 20_000

    /// The closed folders, without links in their paths.
    let folders: [String]

    /// Closes folders, or files, which need not be there yet.
    init(_ paths: [String]) {
        folders = paths.compactMap { PathGrants.place(of: Path.normalized($0)) }
    }

    /// Whether a path without links is, or is in, a closed folder.
    func contains(_ path: String) -> Bool {
        folders.contains { path == $0 || path.hasPrefix($0 + "/") }
    }

    /// Whether a folder is on the way to a closed one.
    func isOnTheWay(_ path: String) -> Bool {
        let prefix = path == "/" ? path : path + "/"
        return folders.contains { $0.hasPrefix(prefix) }
    }

    /// What is to be opened, from the root on.
    func openPaths() -> [String] { openPaths(in: "/") }

    private func openPaths(in folder: String) -> [String] {
        // A folder that may be passed through need not let itself be listed.
        let onTheWay = Set(folders.compactMap { Self.step(from: folder, towards: $0) })
        var paths: [String] = []
        for path in Set(Path.entries(folder, limit: Self.maximumEntries)).union(onTheWay)
        where !contains(path) {
            if isOnTheWay(path) { paths += openPaths(in: path) } else { paths.append(path) }
        }
        return paths
    }

    /// The entry of a folder that leads to a path.
    private static func step(from folder: String, towards path: String) -> String? {
        let prefix = folder == "/" ? folder : folder + "/"
        guard path.hasPrefix(prefix) else { return nil }
        return prefix + path.dropFirst(prefix.count).prefix { $0 != "/" }
    }
}
