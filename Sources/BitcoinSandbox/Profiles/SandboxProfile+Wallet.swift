extension SandboxProfile {
    /// What a wallet program may do besides keeping wallets, which depends on who started it.
    public struct WalletSurroundings: Sendable, Equatable {
        /// Folders with wallets, and those that the user leaves open for copies.
        public var folders: [String] = []
        /// Files that are read, such as the configuration.
        public var readFiles: [String] = []
        /// Files that are there and may be written.
        public var writtenFiles: [String] = []
        /// Kinds of sockets that may be made.
        public var sockets: Set<SocketFamily> = []
        /// TCP ports that may be used.
        public var ports = Ports()
        /// Whether programs may be started.
        public var startsPrograms = false

        /// Nothing.
        public init() {}
    }

    /// The wallet, which holds the keys and talks to nobody but the node.
    public static func wallet(_ surroundings: WalletSurroundings) -> SandboxProfile {
        var files = systemFiles
        files += surroundings.folders.map { FileRule($0, .own) }
        files += surroundings.readFiles.map { FileRule($0, .read) }
        files += surroundings.writtenFiles.map { FileRule($0, .write) }
        if !surroundings.sockets.isDisjoint(with: [.ipv4, .ipv6]) { files += nameServiceFiles }
        if surroundings.startsPrograms { return walletWithPrograms(surroundings) }
        return SandboxProfile(
            program: "bitcoin-wallet", files: files, ports: surroundings.ports,
            calls: .intrusion + .programs + .sockets(besides: surroundings.sockets), keepsSecrets: true)
    }

    /// With a command of the user's to run, files and network are the command's affair: it inherits every limit.
    private static func walletWithPrograms(_ surroundings: WalletSurroundings) -> SandboxProfile {
        SandboxProfile(program: "bitcoin-wallet", calls: .intrusion, keepsSecrets: true)
    }

    /// The wallet tool, which works on the files that its user names.
    public static let walletTool = SandboxProfile(
        program: "bitcoin-wallet", calls: .intrusion + .programs + .sockets(besides: []), keepsSecrets: true)

    /// What the C library and Swift's runtime read of the system.
    private static let systemFiles = [
        FileRule("/dev/null", .write),
        FileRule("/dev/random", .read),
        FileRule("/dev/urandom", .read),
        FileRule("/etc/localtime", .read),
        // libdispatch looks after its threads in /proc/<thread>/stat, and ends the process if it cannot: there is no telling
        // these folders from others beforehand. The memory of other processes stays closed, for nobody outside can be traced.
        FileRule("/proc", .read),
        FileRule("/sys/devices/system/cpu", .read),
        FileRule("/usr/share/zoneinfo", .read),
    ]

    /// What turns `localhost` into an address.
    private static let nameServiceFiles = [
        FileRule("/etc/gai.conf", .read),
        FileRule("/etc/host.conf", .read),
        FileRule("/etc/hosts", .read),
        FileRule("/etc/nsswitch.conf", .read),
        FileRule("/etc/resolv.conf", .read),
    ]
}
