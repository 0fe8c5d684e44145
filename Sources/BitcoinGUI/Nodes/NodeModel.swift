import BitcoinInterfaces
import BitcoinSupport

/// The node that the windows show: whether it is there, and how it is doing.
@UserInterface
public final class NodeModel {
    /// Whether there is a node.
    public enum State: Sendable, Equatable {
        /// It is being started or connected to.
        case connecting
        /// It is there. What it is doing is in ``NodeModel/status``.
        case connected
        /// It was asked to end, and has not ended yet.
        case stopping
        /// It is not there, for this reason.
        case gone(String)
    }

    /// Whether there is a node.
    public private(set) var state = State.connecting
    /// How it was doing when it was last heard of.
    public private(set) var status = NodeStatus()
    /// What does not change while it runs; `nil` until it has told.
    public private(set) var information: NodeInformation?
    /// The connection, while there is one.
    public private(set) var link: NodeLink?
    /// Whether it is there and has not answered for ``patience``: it is stopped or hangs, or its computer is out of reach.
    public private(set) var isSilent = false
    /// Whether its end takes so long that users may want to wait no longer, see ``abandon()``.
    public private(set) var canAbandon = false
    /// Whether a node of this program's own has ended because somebody asked it to, as by the command `stop`. There is
    /// nothing to show then.
    public private(set) var hasEnded = false
    /// Sent when anything of this has changed.
    public let changed = Signal()

    /// How long a node may take to answer a question that takes it no time.
    static let patience = Duration.seconds(5)
    /// How long its end may take before users are asked whether they want to wait.
    static let endPatience = Duration.seconds(30)
    /// How often it is asked.
    private static let pulseInterval = Duration.seconds(2)

    private let source: any NodeSource
    private var registration: (any Handler)?
    private var failure: String?
    /// Whether the node has told its status since it was connected to.
    private var hasNews = false
    private var attempt = 0
    private var ending: CheckedContinuation<Void, Never>?
    private let patience: Duration
    private let endPatience: Duration

    /// A node that is not connected to yet.
    public convenience init(_ source: any NodeSource) {
        self.init(source, patience: Self.patience, endPatience: Self.endPatience)
    }

    init(_ source: any NodeSource, patience: Duration, endPatience: Duration) {
        self.source = source
        self.patience = patience
        self.endPatience = endPatience
    }

    /// Whether the node ends with this program.
    public var isOwn: Bool { source.isOwn }

    /// Whether there can be another node after this one has ended.
    public var canStartAgain: Bool { source.canStartAgain }

    /// Whether the node can be used: it is there and has started.
    public var isReady: Bool { state == .connected && information != nil && status.activity.isEmpty }

    /// Whether it is gone, or does not answer.
    public var isLost: Bool {
        if case .gone = state { true } else { isSilent && state == .connected }
    }

    /// The commands of the node, while there is one.
    public var commands: CommandCaller? { link.map { CommandCaller($0.rpc) } }

    /// Starts or connects to the node; also again after it is gone. Returns when that has succeeded or failed.
    public func connect() async {
        attempt += 1
        let current = attempt
        failure = nil
        state = .connecting
        status = NodeStatus()
        hasNews = false
        changed.send()
        do {
            let link = try await source.connect()
            self.link = link
            registration = try await link.node.handleNotifications(
                StatusReceiver { [weak self] news in await self?.take(news, of: current) })
            // Before anything is known of it, it is not known to be ready.
            let first = try await link.node.getStatus()
            if !hasNews { status = first }
            information = try await link.node.getInformation()
            if state == .connecting { state = .connected }
            watch(link, current)
            feelPulse(link, current)
        } catch {
            await link?.close()
            lost("\(Self.words(of: error))")
        }
        changed.send()
    }

    /// Asks a node that ends with this program to end, or else lets go of it, and returns when that is done.
    public func finish() async {
        guard let link else { return }
        if link.isOwn {
            state = .stopping
            canAbandon = isSilent
            changed.send()
            await withCheckedContinuation { continuation in
                ending = continuation
                Task {
                    try? await link.node.startShutdown()
                    _ = await link.waitUntilGone()
                    abandon()
                }
                Task {
                    try? await Task.sleep(for: endPatience)
                    canAbandon = true
                    changed.send()
                }
            }
        }
        await link.close()
        self.link = nil
    }

    /// Lets ``finish()`` wait no longer: the node ends by itself when it can.
    public func abandon() {
        ending?.resume()
        ending = nil
    }

    /// Lets go of a node that is gone or does not answer, which ends it if it is this program's own, and starts or connects
    /// to one anew.
    public func renew() async {
        guard state == .connected, let link else { return await connect() }
        // What the old one still says is of no interest.
        attempt += 1
        lost("")
        state = .connecting
        changed.send()
        link.kill()
        await link.close()
        if link.isOwn { _ = await link.waitUntilGone() }
        await connect()
    }

    /// Asks the node something every so often: one that is idle and one that hangs tell equally little by themselves.
    private func feelPulse(_ link: NodeLink, _ current: Int) {
        Task {
            while current == attempt, self.link != nil {
                let alarm = Task {
                    try? await Task.sleep(for: patience)
                    if !Task.isCancelled, current == attempt { setSilent(true) }
                }
                _ = try? await link.node.getStatus()
                alarm.cancel()
                if current == attempt { setSilent(false) }
                try? await Task.sleep(for: Self.pulseInterval)
            }
        }
    }

    private func setSilent(_ isSilent: Bool) {
        guard self.isSilent != isSilent else { return }
        self.isSilent = isSilent
        changed.send()
    }

    private func watch(_ link: NodeLink, _ current: Int) {
        Task {
            let end = await link.waitUntilGone()
            guard current == attempt, state != .stopping else { return }
            await link.close()
            lost(failure ?? end.reason)
            hasEnded = link.isOwn && end.wasAsked && failure == nil
            changed.send()
        }
    }

    private func lost(_ reason: String) {
        state = .gone(reason)
        isSilent = false
        link = nil
        registration = nil
        information = nil
    }

    private func take(_ news: StatusReceiver.News, of current: Int) {
        guard current == attempt else { return }
        switch news {
        case .status(let status):
            self.status = status
            hasNews = true
        case .failure(let reason): failure = reason
        }
        changed.send()
    }

    /// What an error says, without the words that tell that another process said it.
    public static func words(of error: any Error) -> String {
        let text = "\(error)"
        for mark in ["remote exception: std::exception: ", "std::exception: "] where text.hasPrefix(mark) {
            return String(text.dropFirst(mark.count))
        }
        return text
    }
}

/// Takes the news of a node to the user interface.
private struct StatusReceiver: NodeNotifications {
    enum News: Sendable {
        case status(NodeStatus)
        case failure(String)
    }

    let take: @Sendable (News) async -> Void

    func statusChanged(_ status: NodeStatus) async throws { await take(.status(status)) }
    func failed(_ reason: String) async throws { await take(.failure(reason)) }
}
