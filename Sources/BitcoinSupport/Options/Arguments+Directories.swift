import Glibc

extension Arguments {
    /// Where the data is if `-datadir` says nothing else.
    public static var defaultDataDirectory: String {
        let home = getenv("HOME").map { String(cString: $0) } ?? ""
        return Path.join(home.isEmpty ? "/" : home, ".bitcoin")
    }

    /// Whether `-datadir` names a folder, or nothing.
    public var hasValidDataDirectory: Bool {
        let path = path("datadir")
        return path.isEmpty || Path.isDirectory(path)
    }

    /// The data directory of all networks; "" if `-datadir` names something that is no folder.
    public var dataDirectory: String { state.withLock { dataDirectory(in: $0) } }

    func dataDirectory(in state: borrowing State) -> String {
        let path = path("datadir", in: state)
        if path.isEmpty { return Arguments.defaultDataDirectory }
        return Path.isDirectory(path) ? Path.absolute(path) : ""
    }

    /// The folder of the chosen network in the data directory.
    public var networkDirectory: String {
        Path.join(dataDirectory, selectedChain.dataDirectoryName)
    }

    /// The folder of the block files, which is created if it is missing; "" if `-blocksdir` names something
    /// that is no folder.
    public func blocksDirectory() throws(FileError) -> String {
        var base = dataDirectory
        if isSet("blocksdir") {
            base = Path.absolute(path("blocksdir"))
            guard Path.isDirectory(base) else { return "" }
        }
        let directory = Path.join(Path.join(base, selectedChain.dataDirectoryName), "blocks")
        try Path.createDirectories(directory)
        return directory
    }

    /// The folder that wallets live in: `-walletdir`, otherwise `wallets` if there is such a folder,
    /// otherwise the network's folder.
    public var walletDirectory: String {
        if isSet("walletdir") {
            let path = path("walletdir")
            return Path.isDirectory(path) ? Path.absolute(path) : ""
        }
        let wallets = Path.join(networkDirectory, "wallets")
        return Path.isDirectory(wallets) ? wallets : networkDirectory
    }

    /// The wallets that old data directories have among the node's own files, by their paths: a file, or folders with one.
    public var walletsAmongNodeFiles: [String] { Self.wallets(amongFilesIn: networkDirectory) }

    private static func wallets(amongFilesIn folder: String) -> [String] {
        let file = "wallet.dat"
        let places =
            [Path.join(folder, file)] + Path.entries(folder).filter { Path.exists(Path.join($0, file)) }
        return places.filter(Path.exists)
    }

    /// The folders of the data directory that belong to networks which were not chosen, as far as there are any.
    public var foldersOfOtherNetworks: [String] {
        let own = networkDirectory
        return ChainType.allCases.map { Path.join(dataDirectory, $0.dataDirectoryName) }
            .filter { $0 != own && Path.isDirectory($0) }
    }

    /// Where the wallets of those networks are.
    public var walletsOfOtherNetworks: [String] {
        foldersOfOtherNetworks.flatMap { folder in
            [Path.join(folder, "wallets")].filter(Path.isDirectory) + Self.wallets(amongFilesIn: folder)
        }.filter { $0 != networkDirectory }
    }

    /// A path from an option: relative ones start in the network's folder, or in the data directory.
    public func dataPath(_ path: String, networkSpecific: Bool = true) -> String {
        if path.isEmpty || Path.isAbsolute(path) { return path }
        return Path.join(networkSpecific ? networkDirectory : dataDirectory, path)
    }
}
