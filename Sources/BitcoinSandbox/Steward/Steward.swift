import BitcoinSupport
import Glibc
import Synchronization

#if BITCOIN_SANDBOX
    import CSandbox
    import CSupport
#endif

/// A process that stays outside of the sandbox of the one that has started it, and does for that what the sandbox denies
/// it and its user has asked for: opens and replaces files beside the folders that are closed, starts the wallet, and runs
/// the user's commands. It has one thread, no network, and takes orders over one socket.
///
/// What it starts are children of the process that it serves, which waits for them as if it had started them itself. Should
/// it be killed, a spare one takes its place; see ``StewardStaff``.
public final class Steward: CommandStarter {
    private static let serving = Mutex<Steward?>(nil)

    private let client: BrokerClient
    private let staff: StewardStaff

    private init(client: BrokerClient, staff: StewardStaff) {
        self.client = client
        self.staff = staff
    }

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

    /// Sends the steward home, if there is one, and waits until it has gone.
    public static func finish() {
        guard let steward = serving.withLock({ $0.take() }) else { return }
        steward.client.close()
        steward.staff.dismiss()
    }

    #if BITCOIN_SANDBOX
        /// Starts the steward of this process, which asks it from now on. Before the first thread, and before the sandbox.
        ///
        /// - Parameter onLoss: called once if nobody is left to do what the sandbox denies to this process.
        public static func start(
            _ duties: StewardDuties, onLoss: @escaping @Sendable () -> Void
        ) throws(SandboxError) {
            let spares = SpareFolders(home: duties.home)
            spares.make()
            let first = try hire(duties, spares)
            let staff = StewardStaff(serving: first, spare: try? hire(duties, spares), onLoss: onLoss)
            let client = BrokerClient(socket: first.socket, keeper: staff)
            let steward = Steward(client: client, staff: staff)
            serving.withLock { $0 = steward }
            FileCalls.ask(client)
            ShellCommand.ask(steward)
        }

        private static func hire(
            _ duties: StewardDuties, _ spares: SpareFolders
        ) throws(SandboxError) -> StewardStaff.Member {
            var ends: [Int32] = [-1, -1]
            let kind = Int32(SOCK_SEQPACKET.rawValue | SOCK_CLOEXEC.rawValue)
            guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
                throw .refused(step: "making a connection to the steward", code: errno)
            }
            let process = support_fork()
            if process == 0 {
                guard (try? Sandbox.enter(.steward(program: duties.program), mode: .auto)) != nil else {
                    _exit(EXIT_FAILURE)
                }
                serve(ends[1], duties, spares)
            }
            let code = errno
            Glibc.close(ends[1])
            guard process > 0 else {
                Glibc.close(ends[0])
                throw .refused(step: "starting the steward", code: code)
            }
            return StewardStaff.Member(process: process, socket: ends[0])
        }

        /// A steward's whole life.
        static func serve(_ end: Int32, _ duties: StewardDuties, _ spares: SpareFolders) -> Never {
            ThreadName.set("steward")
            // The end is when the other process ends, not when a terminal or a service manager speaks to both.
            for number in [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE] { signal(number, SIG_IGN) }
            let socket = SANDBOX_CONNECTION
            if end != socket { dup2(end, socket) }
            sandbox_close_from(UInt32(socket) + 1)
            _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
            StewardServer(duties, spares).serve(socket)
            spares.remove()
            _exit(EXIT_SUCCESS)
        }
    #else
        /// There is none without a sandbox.
        public static func start(
            _ duties: StewardDuties, onLoss: @escaping @Sendable () -> Void
        ) throws(SandboxError) {
            throw .refused(step: "starting the steward", code: ENOSYS)
        }
    #endif
}
