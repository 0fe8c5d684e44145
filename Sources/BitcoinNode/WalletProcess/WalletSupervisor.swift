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
    private let launch: @Sendable () async throws -> any SpawnedWallet
    private let wallets: WalletRegistry
    private var machine: SupervisorStateMachine
    private var child: (any SpawnedWallet)?
    private var registration: (any Handler)?
    private var startedAt = ContinuousClock.now
    private var timers = 0
    private let inputs: AsyncStream<Input>
    private let input: AsyncStream<Input>.Continuation

    /// Creates a supervisor that starts nothing yet.
    ///
    /// - Parameter launch: starts the wallet program and returns when it answers.
    init(
        provision: Provision, wallets: WalletRegistry, policy: SupervisorStateMachine.Policy = .init(),
        launch: @escaping @Sendable () async throws -> any SpawnedWallet
    ) {
        self.provision = provision
        self.wallets = wallets
        self.launch = launch
        machine = SupervisorStateMachine(policy: policy)
        (inputs, input) = AsyncStream.makeStream(of: Input.self)
    }

    /// The process identifier of the wallet, while there is one.
    var processIdentifier: Int32? { child?.processIdentifier }

    /// Supervises until ``stop()`` has been heard and the wallet has ended.
    func run() async {
        await perform(machine.handle(.start))
        for await next in inputs {
            switch next {
            case .event(let event):
                if await perform(machine.handle(event)) { return }
            case .timer(let number) where number == timers:
                if await perform(machine.handle(.timer)) { return }
            case .timer:
                // Overtaken by another event.
                continue
            }
        }
    }

    /// Asks the wallet to end for good; ``run()`` returns when it has.
    nonisolated func stop() {
        input.yield(.event(.stop))
    }

    /// Carries out what the machine decided. `true` if supervision is over.
    @discardableResult
    private func perform(_ action: SupervisorStateMachine.Action) async -> Bool {
        switch action {
        case .none:
            return false
        case .launch:
            startChild()
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
        case .finish:
            return true
        }
        return false
    }

    private func setTimer(_ duration: Duration) {
        timers += 1
        Task { [timers, input] in
            try? await Task.sleep(for: duration)
            input.yield(.timer(timers))
        }
    }

    // MARK: Starting

    private func startChild() {
        startedAt = .now
        Task { [launch, input] in
            do {
                try await self.adopt(launch())
            } catch {
                Log.error("Cannot start the wallet process: \(error)")
                input.yield(.event(.launchFailed))
            }
        }
    }

    /// Takes over a process that was started, and introduces it to the node.
    private func adopt(_ wallet: any SpawnedWallet) async {
        child = wallet
        Task {
            let end = await wallet.waitUntilExit()
            await self.childEnded(end)
        }
        do {
            let interface = wallet.interface
            let peer = try await interface.exchangeIdentity(provision.identity)
            try provision.identity.check(peer)
            try await interface.configure(provision.configuration, log: provision.log)
            if let loader = try await interface.makeWalletLoader(chain: provision.chain),
                let rpc = try await interface.makeRpc()
            {
                try await loader.verify()
                try await loader.load()
                registration = try await wallets.attach(loader: loader, rpc: rpc)
                try await loader.start()
            }
            Log.info("Wallet process \(wallet.processIdentifier) (\(peer.program)) is running")
            input.yield(.event(.launched))
        } catch {
            // Its end is what moves the machine on, whether it dies by itself or of this.
            Log.error("The wallet process did not start: \(error)")
            wallet.send(signal: SIGKILL)
        }
    }

    private func childEnded(_ end: ProcessExit) async {
        let identifier = child.map { String($0.processIdentifier) } ?? "?"
        Log.info("Wallet process \(identifier) \(end)")
        child = nil
        await unregister()
        input.yield(.event(.exited(after: .now - startedAt)))
    }

    private func unregister() async {
        guard let old = registration else { return }
        registration = nil
        try? await old.disconnect()
    }

    // MARK: Stopping

    /// Asks in the orderly way without waiting: a wallet that hangs must not hold this actor up.
    private func askToStop() {
        guard let child else { return }
        Task { [wallets] in
            do {
                try await wallets.stopAll()
            } catch {
                Log.warning("The wallet process could not be stopped in an orderly way: \(error)")
            }
            await child.disconnect()
        }
    }
}

extension Duration {
    /// Seconds with one decimal, for the log.
    var formattedSeconds: String {
        let tenths = components.seconds * 10 + components.attoseconds / 100_000_000_000_000_000
        return "\(tenths / 10).\(tenths % 10)"
    }
}
