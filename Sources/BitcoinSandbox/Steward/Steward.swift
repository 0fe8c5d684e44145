import BitcoinSupport
import Glibc
import Synchronization

#if BITCOIN_SANDBOX
    import CSandbox
    import CSupport
#endif

/// Two processes that stay outside of the sandbox of the one that has started them, and do for that what the sandbox
/// denies it and its user has asked for: open and replace files beside the folders that are closed, start the wallet, and
/// run the user's commands. Each has one thread, no network, and takes orders over one socket.
///
/// The first does the work. The second waits: a process in a sandbox cannot start another steward if it loses its only
/// one. When either ends, the other starts one in its place.
///
/// What they start are children of the process that they serve, which waits for them as if it had started them itself.
public final class Steward: CommandStarter {
    private struct State {
        var processes: Set<pid_t> = []
        var isFinishing = false
    }

    private static let serving = Mutex<Steward?>(nil)
    /// How long one may take over an answer, in seconds, before it counts as lost.
    private static let patience = 15
    /// Between the end of one and the start of another, in microseconds.
    private static let pause: useconds_t = 50_000
    /// For their own end.
    private static let patienceWithEnd = Duration.seconds(2)

    private let client = BrokerClient()
    private let state = Mutex(State())

    private init() {}

    /// The one of this process.
    public static var current: Steward? { serving.withLock { $0 } }

    /// Starts a program with `-ipcfd` and a connection to this process.
    ///
    /// - Returns: the process, and this process's end of the connection.
    public func startProgram(_ path: String) throws(SandboxError) -> (process: pid_t, connection: Int32) {
        let answer = client.ask(BrokerRequest(.startProgram, path))
        guard answer.code == 0, answer.number > 0, answer.descriptor >= 0 else {
            reap(answer.number)
            throw .refused(step: "starting \(path)", code: answer.code)
        }
        return (answer.number, answer.descriptor)
    }

    /// Starts a command of the user's.
    public func start(_ event: UserCommand, index: Int, values: [String: String]) -> pid_t? {
        let texts = values.flatMap { [$0.key, $0.value] }
        let answer = client.ask(
            BrokerRequest(.startCommand, event.rawValue, flags: Int32(clamping: index), more: texts))
        guard answer.code == 0, answer.number > 0 else {
            reap(answer.number)
            return nil
        }
        return answer.number
    }

    /// A process that has not become the program that it was to be has ended.
    private func reap(_ process: pid_t) {
        if process > 0 { while waitpid(process, nil, 0) < 0, errno == EINTR {} }
    }

    // MARK: Their lives

    /// From now on one that ends is replaced. This has threads of its own, so it comes after the sandbox.
    public func watch() {
        for process in state.withLock({ $0.processes }) { watch(process) }
    }

    private func watch(_ process: pid_t) {
        startThread(named: "stewards") {
            var information = siginfo_t()
            while waitid(P_PID, id_t(process), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
            self.hasEnded(process)
        }
    }

    private func hasEnded(_ process: pid_t) {
        client.forget(process: process)
        let isFinishing = state.withLock { state in
            if state.processes.remove(process) != nil { reap(process) }
            return state.isFinishing
        }
        if isFinishing { return }
        Log.warning("A steward of the sandbox has ended. The other one starts another in its place")
        // One that cannot live would be started without end.
        usleep(Self.pause)
        let answer = client.ask(BrokerRequest(.startSteward, "/"))
        guard answer.code == 0, answer.number > 0, answer.descriptor >= 0 else {
            Log.error(
                """
                The sandbox has lost its stewards (\(SystemError.text(answer.code))): files beside the closed folders \
                cannot be written any more, and no program started, until this program is started again
                """)
            return
        }
        if adopt(answer.number, answer.descriptor) { watch(answer.number) }
    }

    /// - Returns: `false` if there is no more need of it.
    private func adopt(_ process: pid_t, _ socket: Int32) -> Bool {
        var limit = timeval(tv_sec: Self.patience, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let isNeeded = state.withLock { state in
            if state.isFinishing { return false }
            state.processes.insert(process)
            client.add(socket: socket, process: process)
            return true
        }
        if !isNeeded {
            close(socket)
            reap(process)
        }
        return isNeeded
    }

    /// Sends them home, if there are any, and waits until they have gone.
    public static func finish() {
        serving.withLock { $0.take() }?.finish()
    }

    private func finish() {
        state.withLock { $0.isFinishing = true }
        _ = client.ask(BrokerRequest(.finish, "/"))
        client.close()
        let deadline = ContinuousClock.now + Self.patienceWithEnd
        while !areGone() {
            if ContinuousClock.now > deadline {
                state.withLock { for process in $0.processes { kill(process, SIGKILL) } }
            }
            usleep(1000)
        }
    }

    private func areGone() -> Bool {
        state.withLock { state in
            state.processes = state.processes.filter { waitpid($0, nil, WNOHANG) == 0 }
            return state.processes.isEmpty
        }
    }

    #if BITCOIN_SANDBOX
        /// Starts the stewards of this process, which asks them from now on. Before the first thread, and before the sandbox.
        public static func start(_ duties: StewardDuties) throws(SandboxError) {
            let spares = SpareFolders(home: duties.home)
            spares.make()
            let steward = Steward()
            for _ in 0..<2 {
                guard let ends = makeLink() else {
                    throw .refused(step: "making a connection to the steward", code: errno)
                }
                let process = support_fork()
                guard process >= 0 else { throw .refused(step: "starting the steward", code: errno) }
                if process == 0 {
                    guard (try? Sandbox.enter(.steward(program: duties.program), mode: .auto)) != nil else {
                        _exit(EXIT_FAILURE)
                    }
                    serve(ends.theirs, StewardServer(duties, spares))
                }
                Glibc.close(ends.theirs)
                _ = steward.adopt(process, ends.mine)
            }
            serving.withLock { $0 = steward }
            FileCalls.ask(steward.client)
            ShellCommand.ask(steward)
        }

        /// The two ends of a connection to a steward.
        static func makeLink() -> (mine: Int32, theirs: Int32)? {
            var ends: [Int32] = [-1, -1]
            let kind = Int32(SOCK_SEQPACKET.rawValue | SOCK_CLOEXEC.rawValue)
            return socketpair(AF_UNIX, kind, 0, &ends) == 0 ? (ends[0], ends[1]) : nil
        }

        /// The whole life of a process that has been made to be a steward.
        static func serve(_ end: Int32, _ server: StewardServer) -> Never {
            ThreadName.set("steward")
            // The end is when the other process ends, not when a terminal or a service manager speaks to both.
            for number in [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE] { signal(number, SIG_IGN) }
            // One that was stopped would not see the end of its connection.
            _ = sandbox_end_with_parent()
            let socket = SANDBOX_CONNECTION
            if end != socket { dup2(end, socket) }
            sandbox_close_from(UInt32(socket) + 1)
            _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
            server.serve(socket)
            _exit(EXIT_SUCCESS)
        }
    #else
        /// There is none without a sandbox.
        public static func start(_ duties: StewardDuties) throws(SandboxError) {
            throw .refused(step: "starting the steward", code: ENOSYS)
        }
    #endif
}
