import BitcoinSupport
import BitcoinTesting
import Glibc
import Testing

@testable import BitcoinSandbox

/// What a process can and cannot do once it is inside. A sandbox cannot be left, so each of these runs in a process of its
/// own, which is this program again with one test.
@Suite struct InsideTests {
    private static let variable = "BITCOIN_SANDBOX_TEST_FOLDER"
    private static let inside = getenv(variable).map { String(cString: $0) }
    private static let isSupported = LandlockVersion.ofKernel != nil
    #if BITCOIN_SANDBOX
        private static let isBuilt = true
    #else
        private static let isBuilt = false
    #endif

    private func runInside(_ test: String) throws {
        let folder = TemporaryDirectory()
        let child = try ChildProcess(
            test: "InsideTests/\(test)", environment: [Self.variable: folder.path],
            output: folder.file("output"))
        let isContent = child.wait()
        let output = String(decoding: try FileContents.read(folder.file("output")), as: UTF8.self)
        #expect(isContent && output.contains("1 test"), "\(output)")
    }

    /// The system's code where a call fails; 0 where it does not.
    private func code(_ result: some BinaryInteger) -> Int32 { result < 0 ? errno : 0 }

    @Test(.enabled(if: inside == nil && isSupported, "this kernel has no Landlock"), .timeLimit(.minutes(2)))
    func theWalletIsConfined() throws { try runInside("wallet") }

    @Test(.enabled(if: inside == nil && isSupported, "this kernel has no Landlock"), .timeLimit(.minutes(2)))
    func aWalletWithPortsHasThesePortsOnly() throws { try runInside("ports") }

    @Test(.enabled(if: inside == nil && isBuilt, "this build has no sandbox"), .timeLimit(.minutes(2)))
    func theNodeKeepsWhatItNeeds() throws { try runInside("node") }

    @Test(.enabled(if: inside == nil), .timeLimit(.minutes(2)))
    func offEntersNothing() throws { try runInside("nothing") }

    @Test(.enabled(if: inside != nil)) func wallet() throws {
        let folder = try #require(Self.inside)
        try FileContents.write([1], to: "\(folder)/secret")
        try FileContents.write([1], to: "\(folder)/read")
        try Path.createDirectories("\(folder)/wallets")
        var surroundings = SandboxProfile.WalletSurroundings()
        surroundings.folders = ["\(folder)/wallets", "\(folder)/absent"]
        surroundings.readFiles = ["\(folder)/read"]
        let report = try Sandbox.enter(.wallet(surroundings), mode: .auto)
        #expect(report.calls != nil && report.landlockVersion != nil)

        // Its own folder.
        #expect(throws: Never.self) { try FileContents.write([2], to: "\(folder)/wallets/wallet.dat") }
        #expect(code(mkdir("\(folder)/wallets/w", 0o700)) == 0)
        #expect(code(rename("\(folder)/wallets/wallet.dat", "\(folder)/wallets/other.dat")) == 0)
        #expect(code(rmdir("\(folder)/wallets/w")) == 0)
        #expect(code(symlink("/etc", "\(folder)/wallets/link")) == EACCES)

        // What the runtime looks at.
        #expect(code(open("/proc/\(getpid())/stat", O_RDONLY)) == 0)

        // Everything else.
        #expect(code(open("\(folder)/read", O_RDONLY)) == 0)
        #expect(code(open("\(folder)/read", O_WRONLY)) == EACCES)
        #expect(code(open("\(folder)/secret", O_RDONLY)) == EACCES)
        #expect(code(open("\(folder)/new", O_WRONLY | O_CREAT, 0o600)) == EACCES)
        #expect(code(open(folder, O_RDONLY | O_DIRECTORY)) == EACCES)
        #expect(code(open("/etc/passwd", O_RDONLY)) == EACCES)
        #expect(code(open("/proc/\(getppid())/mem", O_RDONLY)) == EACCES)
        #expect(code(unlink("\(folder)/secret")) == EACCES)
        if report.landlockVersion ?? 0 >= 3 { #expect(code(truncate("\(folder)/read", 0)) == EACCES) }

        // Network, programs, processes.
        for family in [AF_UNIX, AF_INET, AF_INET6, AF_NETLINK] {
            #expect(code(socket(family, Int32(SOCK_STREAM.rawValue), 0)) == EPERM)
        }
        var ends: [Int32] = [-1, -1]
        #expect(code(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends)) == 0)
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("true"), nil]
        #expect(code(execv("/bin/true", &arguments)) == EPERM)
        var process = pid_t()
        #expect(posix_spawn(&process, "/bin/true", nil, nil, &arguments, environ) == EPERM)
        #expect(code(chroot("/")) == EPERM)
        if report.limitsSignals { #expect(code(kill(getppid(), 0)) == EPERM) }
        #expect(code(kill(getpid(), 0)) == 0)

        // Threads go on.
        var thread = pthread_t()
        #expect(pthread_create(&thread, nil, { _ in nil }, nil) == 0)
        #expect(pthread_join(thread, nil) == 0)

        let json = Sandbox.report.json
        #expect(
            json["no_new_privileges"] == true && json["core_dumps"] == false && json["traceable"] == false)
        #expect(json["landlock"]["enforced"] == true && json["system_calls"]["filtered"] == true)
        #expect(json["system_calls"]["sockets"] == [])
    }

    @Test(.enabled(if: inside != nil)) func ports() throws {
        var surroundings = SandboxProfile.WalletSurroundings()
        surroundings.sockets = [.ipv4]
        surroundings.ports.listen = [0]
        let report = try Sandbox.enter(.wallet(surroundings), mode: .auto)
        try #require(report.ports != nil)
        #expect(code(socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)) == EPERM)
        #expect(code(socket(AF_INET6, Int32(SOCK_STREAM.rawValue), 0)) == EPERM)
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #expect(descriptor >= 0)
        #expect(code(withLoopback(port: 0) { bind(descriptor, $0, $1) }) == 0)
        let other = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #expect(code(withLoopback(port: 9) { connect(other, $0, $1) }) == EACCES)
        #expect(code(withLoopback(port: 18_999) { bind(other, $0, $1) }) == EACCES)
    }

    private func withLoopback(port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        inet_pton(AF_INET, "127.0.0.1", &address.sin_addr)
        return withUnsafeBytes(of: address) { bytes in
            body(bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
        }
    }

    @Test(.enabled(if: inside != nil)) func node() throws {
        let folder = try #require(Self.inside)
        let report = try Sandbox.enter(.node(program: "bitcoin-node"), mode: .require)
        #expect(report.missing.isEmpty)
        #expect(code(open("\(folder)/new", O_WRONLY | O_CREAT, 0o600)) == 0)
        #expect(code(socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)) == 0)
        #expect(system("exit 3") == 3 << 8)
        #expect(code(chroot("/")) == EPERM)
        // What it starts is limited, too: gaining rights, and namespaces of its own.
        #expect(system("grep -q '^NoNewPrivs:[[:space:]]*1$' /proc/self/status") == 0)
        #expect(system("grep -q '^Seccomp:[[:space:]]*2$' /proc/self/status") == 0)
        #expect(system("unshare --user true 2>/dev/null") != 0)
    }

    @Test(.enabled(if: inside == nil && isSupported, "this kernel has no Landlock"), .timeLimit(.minutes(2)))
    func closedFoldersAreClosedAndAllElseIsOpen() throws { try runInside("keptOut") }

    @Test(.enabled(if: inside != nil)) func keptOut() throws {
        let folder = try #require(Self.inside)
        try Path.createDirectories("\(folder)/wallets/w")
        try Path.createDirectories("\(folder)/blocks")
        try FileContents.write([1], to: "\(folder)/wallets/w/wallet.dat")
        let profile = SandboxProfile.node(program: "bitcoin-node", closedFolders: ["\(folder)/wallets"])
        let report = try Sandbox.enter(profile, mode: .auto)
        #expect(report.closedFolders == ["\(folder)/wallets"])
        #expect(code(open("\(folder)/wallets/w/wallet.dat", O_RDONLY)) == EACCES)
        #expect(code(open("\(folder)/wallets", O_RDONLY | O_DIRECTORY)) == EACCES)
        #expect(code(rename("\(folder)/wallets", "\(folder)/blocks/w")) == EACCES)
        #expect(code(symlink("/etc", "\(folder)/blocks/link")) == EACCES)
        // Beside them a new file is the steward's affair, below it is not.
        #expect(code(open("\(folder)/new", O_WRONLY | O_CREAT, 0o600)) == EACCES)
        #expect(code(open("\(folder)/blocks/new", O_WRONLY | O_CREAT, 0o600)) == 0)
        #expect(code(open("/etc/passwd", O_RDONLY)) == 0)
        #expect(system("true") != 0)
    }

    @Test(.enabled(if: inside != nil)) func nothing() throws {
        let report = try Sandbox.enter(.wallet(.init()), mode: .off)
        #expect(report == SandboxReport(program: "bitcoin-wallet", mode: .off))
        #expect(code(open("/etc/passwd", O_RDONLY)) == 0)
        #expect(Sandbox.report.json["no_new_privileges"] == false)
        #expect(report.lines == ["Sandbox of bitcoin-wallet: off"])
    }
}
