import BitcoinCommands
import BitcoinInterfaces
import BitcoinSupport
import Glibc

/// Keeps a wallet process alive beside the node: starts it, hands it its options and the chain, starts it again
/// when it dies, and puts it down in bounded time.
///
/// The decisions are ``SupervisorStateMachine``'s; this actor performs them.
actor WalletSupervisor {
    /// What the wallet process is given.
    struct Provision: Sendable {
        /// Who this node is.
        var identity: ProcessIdentity
        /// The options that the wallet shares with the node.
        var configuration: ProcessConfiguration
        /// Where the wallet's log lines go.
        var log: any LogSink
        /// The chain as the wallet sees it.
        var chain: any Chain
    }

    private enum Input: Sendable {
        case event(SupervisorStateMachine.Event)
        case timer(Int)
    }

    private let provision: Provision
    private let wallets: WalletRegistry
    /// What the process may open besides its own.
    private let grants: WalletGrants
    private let spawn: @Sendable () async throws -> any SpawnedWallet
    private var machine: SupervisorStateMachine
    private var child: (any SpawnedWallet)?
    private var attachment: (any Handler)?
    private var rpc: (any Rpc)?
    private var commands: [RPCTable.Registration] = []
    private var readySince = ContinuousClock.now
    private var timers = 0
    private let inputs: AsyncStream<Input>
    private let input: AsyncStream<Input>.Continuation
    private var supervision: Task<Void, Never>?

    /// Creates a supervisor that starts nothing yet.
    ///
    /// - Parameter spawn: starts the wallet program.
    init(
        provision: Provision, wallets: WalletRegistry, grants: WalletGrants,
        policy: SupervisorStateMachine.Policy = .init(),
        spawn: @escaping @Sendable () async throws -> any SpawnedWallet
    ) {
        self.provision = provision
        self.wallets = wallets
        self.grants = grants
        self.spawn = spawn
        machine = SupervisorStateMachine(policy: policy)
        (inputs, input) = AsyncStream.makeStream(of: Input.self)
    }

    /// The process identifier of the wallet, while there is one.
    var processIdentifier: Int32? { child?.processIdentifier }

    /// Starts the wallet process for the first time, and supervises it from then on.
    ///
    /// Throws why the wallet does not start: at this time that is a mistake for the user to mend. Later it is an
    /// accident to recover from.
    func start() async throws {
        _ = machine.handle(.start)
        try await launch()
        _ = machine.handle(.launched)
        commands = WalletCommandForwarding.register(in: wallets.table, granting: grants) {
            try await self.currentRPC()
        }
        supervision = Task { await supervise() }
    }

    /// Ends the wallet process for good and returns when it has ended.
    func stop() async {
        guard let supervision else { return }
        for registration in commands { wallets.table.unregister(registration) }
        input.yield(.event(.stop))
        await supervision.value
    }

    /// The commands of the wallet process. Between the death of one process and the start of the next a command waits,
    /// for a bounded time.
    private func currentRPC() async throws -> any Rpc {
        let deadline = ContinuousClock.now + Self.commandPatience
        while ContinuousClock.now < deadline {
            if let rpc { return rpc }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw RPCError(.inWarmup, "The wallet process is being started again")
    }

    private static let commandPatience = Duration.seconds(10)

    private func supervise() async {
        for await next in inputs {
            let action =
                switch next {
                case .event(let event): machine.handle(event)
                // A timer that another event has overtaken has no say.
                case .timer(let number): number == timers ? machine.handle(.timer) : .none
                }
            if action == .finish { return }
            perform(action)
        }
    }

    private func perform(_ action: SupervisorStateMachine.Action) {
        switch action {
        case .none, .finish:
            break
        case .launch:
            relaunch()
        case .wait(let pause):
            Log.info("Starting the wallet process again in \(pause.formattedSeconds) s")
            setTimer(pause)
        case .askToStop(let patience):
            askToStop()
            setTimer(patience)
        case .terminate(let patience):
            Log.warning("The wallet process does not end; sending SIGTERM")
            child?.send(signal: SIGTERM)
            setTimer(patience)
        case .kill:
            Log.warning("The wallet process does not end; sending SIGKILL")
            child?.send(signal: SIGKILL)
        }
    }

    private func setTimer(_ duration: Duration) {
        timers += 1
        Task { [timers, input] in
            try? await Task.sleep(for: duration)
            input.yield(.timer(timers))
        }
    }

    // MARK: Starting

    private func relaunch() {
        Task {
            do {
                try await launch()
                input.yield(.event(.launched))
            } catch {
                Log.error("The wallet process did not start: \(error)")
                input.yield(.event(.launchFailed))
            }
        }
    }

    /// Starts a process, introduces it to the node and watches it from then on.
    private func launch() async throws {
        let wallet = try await spawn()
        child = wallet
        do {
            try await introduce(wallet.interface)
        } catch {
            wallet.send(signal: SIGKILL)
            let end = await wallet.waitUntilExit()
            child = nil
            if case .code(let code) = end, code != 0 { throw WalletLaunchFailure(exit: end, cause: error) }
            throw error
        }
        readySince = .now
        Log.info("Wallet process \(wallet.processIdentifier) is running")
        Task {
            let end = await wallet.waitUntilExit()
            await childEnded(end, processIdentifier: wallet.processIdentifier)
        }
    }

    private func introduce(_ wallet: any WalletInit) async throws {
        let peer = try await wallet.exchangeIdentity(provision.identity)
        try provision.identity.check(peer)
        // A test may have set the clock since this node was started.
        var configuration = provision.configuration
        configuration.mockTimeSeconds = NodeClock.mockTime ?? 0
        try await wallet.configure(configuration, log: provision.log)
        guard let loader = try await wallet.makeWalletLoader(chain: provision.chain),
            let rpc = try await wallet.makeRpc()
        else { return }
        attachment = try await wallets.bringUp(loader: loader, rpc: rpc, servesCommands: false)
        self.rpc = rpc
    }

    private func childEnded(_ end: ProcessExit, processIdentifier: Int32) async {
        let unexpected = !end.isOrderly
        let message = "Wallet process \(processIdentifier) \(end)"
        if unexpected { Log.error(message) } else { Log.info(message) }
        child = nil
        rpc = nil
        if let attachment {
            self.attachment = nil
            try? await attachment.disconnect()
        }
        input.yield(.event(.exited(after: .now - readySince)))
    }

    // MARK: Stopping

    /// Asks in the orderly way, and does not wait: a wallet that hangs must not hold this actor up. What the chain has
    /// to tell comes first, or blocks that the wallet has not seen might be pruned before it comes back.
    private func askToStop() {
        guard let child else { return }
        Task { [wallets, chain = provision.chain] in
            do {
                try await chain.waitForNotifications()
                try await wallets.stopAll()
            } catch {
                Log.warning("The wallet process could not be stopped in an orderly way: \(error)")
            }
            await child.disconnect()
        }
    }
}

/// The wallet process ended by itself while it was being started.
private struct WalletLaunchFailure: Error, CustomStringConvertible {
    let exit: ProcessExit
    let cause: any Error

    var description: String { "\(cause) (the wallet process \(exit))" }
}

extension ProcessExit {
    /// Whether the process ended by itself and without complaint.
    var isOrderly: Bool { self == .code(0) }
}

extension Duration {
    /// Seconds with one decimal, for the log.
    var formattedSeconds: String {
        let tenths = components.seconds * 10 + components.attoseconds / 100_000_000_000_000_000
        return "\(tenths / 10).\(tenths % 10)"
    }
}
