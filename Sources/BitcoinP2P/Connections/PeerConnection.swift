import BitcoinCrypto
import BitcoinPrimitives
import BitcoinSupport
import Collections
import NIOCore
import Synchronization

/// One connection: its channel, its transport, and what waits in both directions.
///
/// Both directions are bounded. What was received and not taken counts against `-maxreceivebuffer`: beyond it no more
/// is read from the socket. What was sent and has not left counts against `-maxsendbuffer`: beyond it no further
/// message of the peer is handed out, so that nobody can have answers pile up that he does not collect.
final class PeerConnection: Sendable {
    /// How much may wait, and what the log may tell.
    struct Settings: Sendable {
        /// Bytes received that nobody has dealt with yet (`-maxreceivebuffer`).
        var receiveBytes = 5_000_000
        /// Bytes to send that the peer has not taken yet (`-maxsendbuffer`).
        var sendBytes = 1_000_000
        /// Whether addresses go to the log (`-logips`).
        var logsAddresses = false
        /// Where messages are written.
        var capture: MessageCapture?
    }

    /// What has changed in the state of a connection.
    private struct State {
        var transport: any Transport
        var facts = PeerFacts()
        var traffic = TrafficCount()
        var waiting: Deque<(message: WireMessage, microseconds: Int64)> = []
        var waitingBytes = 0
        var unsentBytes = 0
        /// Bytes that were handed to the socket, whether or not they have left.
        var handedBytes = 0
        var isReadingPaused = false
        var isDisconnecting = false
        var consumer: CheckedContinuation<Void, Never>?
    }

    let info: PeerConnectionInfo
    private let channel: any Channel
    private let settings: Settings
    /// What the peer sent while the way to it was being made.
    private let firstBytes: [UInt8]
    private let totals: TrafficTotals
    private let state: Mutex<State>

    init(
        info: PeerConnectionInfo, channel: any Channel, firstBytes: [UInt8] = [], transport: any Transport,
        settings: Settings, totals: TrafficTotals
    ) {
        self.firstBytes = firstBytes
        self.info = info
        self.channel = channel
        self.settings = settings
        self.totals = totals
        state = Mutex(State(transport: transport))
    }

    var id: PeerID { info.id }
    var facts: PeerFacts { state.withLock { $0.facts } }
    var traffic: TrafficCount { state.withLock { $0.traffic } }
    var transport: (kind: TransportKind, sessionID: Bytes32?) {
        state.withLock { ($0.transport.kind, $0.transport.sessionID) }
    }
    var isDisconnecting: Bool { state.withLock { $0.isDisconnecting } }

    func update(_ change: (inout PeerFacts) -> Void) {
        state.withLock { change(&$0.facts) }
    }

    /// `peer=N`, with the address if the user wants addresses in the log.
    var logName: String {
        settings.logsAddresses ? "peer=\(id), peeraddr=\(info.endpoint)" : "peer=\(id)"
    }

    // MARK: Receiving

    /// Starts reading and sends what the transport begins with. The end of the channel ends the connection, whoever closes it.
    func start() {
        channel.closeFuture.whenComplete { _ in self.ended() }
        state.withLock { state in
            guard !state.transport.opening.isEmpty else { return }
            Log.debug(.net, "start sending v2 handshake to peer=\(id)")
            write(state.transport.opening, of: nil, &state)
        }
        let handler = channel.eventLoop.submit {
            try self.channel.pipeline.syncOperations.addHandler(PeerChannelHandler(self))
        }
        handler.whenSuccess {
            if !self.firstBytes.isEmpty { self.receive(self.firstBytes) }
            self.resumeReading()
        }
        handler.whenFailure { _ in self.disconnect() }
    }

    /// Takes in bytes, on the channel's event loop.
    func receive(_ bytes: [UInt8]) {
        let now = NodeClock.nowMicroseconds
        totals.received(bytes.count)
        var failure: String?
        var consumer: CheckedContinuation<Void, Never>?
        var pauses = false
        state.withLock { state in
            guard !state.isDisconnecting else { return }
            state.traffic.received(bytes: bytes.count, now: now / 1_000_000)
            for event in state.transport.receive(bytes) {
                switch event {
                case .message(let message):
                    state.traffic.received(message.command, wireSize: message.wireSize)
                    state.waiting.append((message, now))
                    state.waitingBytes += message.wireSize
                case .rejected(let text, let wireSize):
                    state.traffic.received(nil, wireSize: wireSize)
                    Log.debug(.net, "\(text), peer=\(id)")
                case .send(let bytes, let command):
                    write(bytes, of: command, &state)
                case .failed(let text):
                    Log.debug(.net, "\(text), peer=\(id)")
                    failure = text
                }
            }
            if !state.waiting.isEmpty { swap(&consumer, &state.consumer) }
            if state.waitingBytes > settings.receiveBytes, !state.isReadingPaused {
                state.isReadingPaused = true
                pauses = true
            }
        }
        if pauses { channel.setOption(.autoRead, value: false).whenFailure { _ in } }
        consumer?.resume()
        if failure != nil {
            Log.debug(.net, "receiving message bytes failed, disconnecting \(logName)")
            disconnect()
        }
    }

    private func resumeReading() {
        channel.setOption(.autoRead, value: true).whenFailure { _ in }
    }

    /// The next message, as soon as there is one and the peer collects what is sent to it; nil at the end.
    func next() async -> (message: WireMessage, microseconds: Int64)? {
        while true {
            var resumes = false
            let (message, isOver) = state.withLock {
                state -> ((message: WireMessage, microseconds: Int64)?, Bool) in
                if state.isDisconnecting { return (nil, true) }
                guard state.unsentBytes <= settings.sendBytes, let first = state.waiting.popFirst() else {
                    return (nil, false)
                }
                state.waitingBytes -= first.message.wireSize
                if state.isReadingPaused, state.waitingBytes <= settings.receiveBytes {
                    state.isReadingPaused = false
                    resumes = true
                }
                return (first, false)
            }
            if resumes { resumeReading() }
            if let message { return message }
            if isOver { return nil }
            await waitForChange { !$0.waiting.isEmpty && $0.unsentBytes <= settings.sendBytes }
        }
    }

    /// Returns as soon as the peer has collected enough of what was sent to it, or the connection has ended.
    ///
    /// For the one who also calls ``next()``, between its calls.
    func waitForRoom() async {
        while !hasRoom { await waitForChange { $0.unsentBytes <= settings.sendBytes } }
    }

    /// Whether little enough waits to be sent that more may be; true at the end, since nothing is kept then.
    var hasRoom: Bool {
        state.withLock { $0.isDisconnecting || $0.unsentBytes <= settings.sendBytes }
    }

    /// Suspends until something has happened, unless it is so that one can go on.
    private func waitForChange(unless canGoOn: (borrowing State) -> Bool) async {
        await withCheckedContinuation { continuation in
            let mustWait = state.withLock { state in
                guard !state.isDisconnecting, !canGoOn(state) else { return false }
                state.consumer = continuation
                return true
            }
            if !mustWait { continuation.resume() }
        }
    }

    /// Writes a message that is about to be dealt with to a file, if the user wants that.
    func capture(_ message: WireMessage) {
        settings.capture?.write(message.command, message.payload, of: info.endpoint, isIncoming: true)
    }

    // MARK: Sending

    /// Sends a message after those before it.
    func send(_ message: NetworkMessage) {
        let command = message.command
        let payload = message.payload
        Log.debug(.net, "sending \(SafeText.clean(command)) (\(payload.count) bytes) peer=\(id)")
        settings.capture?.write(command, payload, of: info.endpoint, isIncoming: false)
        state.withLock { state in
            guard !state.isDisconnecting else { return }
            write(state.transport.wrap(command: command, payload: payload), of: command, &state)
        }
    }

    /// Hands bytes to the event loop. It is done under the lock, so that they leave in the order in which the
    /// transport has wrapped them, and as a task of the loop, so that nothing here is called back under the lock.
    private func write(_ bytes: [UInt8], of command: String?, _ state: inout State) {
        guard !bytes.isEmpty else { return }
        state.unsentBytes += bytes.count
        state.handedBytes += bytes.count
        channel.eventLoop.execute {
            let buffer = self.channel.allocator.buffer(bytes: bytes)
            self.channel.writeAndFlush(buffer).whenComplete { self.sent(bytes.count, of: command, $0) }
        }
    }

    private func sent(_ count: Int, of command: String?, _ result: Result<Void, any Error>) {
        var consumer: CheckedContinuation<Void, Never>?
        let succeeded = (try? result.get()) != nil
        state.withLock { state in
            state.unsentBytes -= count
            if succeeded { state.traffic.sent(command, bytes: count, now: NodeClock.now) }
            if state.unsentBytes <= settings.sendBytes { swap(&consumer, &state.consumer) }
        }
        if succeeded { totals.sent(count) }
        consumer?.resume()
    }

    // MARK: End

    /// Whether the peer has hung up on what it did not understand, so that it is worth trying in the clear: it got
    /// at least as much as a header in the clear, or would have, and answered nothing.
    var suggestsPlainRetry: Bool {
        state.withLock {
            $0.transport.suggestsPlainRetry && $0.handedBytes >= V1Transport.headerSize
        }
    }

    /// Closes the connection. What waits in both directions is dropped.
    func disconnect() {
        let isFirst = markDisconnecting()
        if isFirst { channel.eventLoop.execute { self.channel.close(promise: nil) } }
    }

    private func ended() {
        if markDisconnecting() { Log.debug(.net, "socket closed, disconnecting \(logName)") }
        Log.debug(.net, "Resetting socket for \(logName)")
    }

    /// True for the first caller.
    private func markDisconnecting() -> Bool {
        var consumer: CheckedContinuation<Void, Never>?
        defer { consumer?.resume() }
        return state.withLock { state in
            swap(&consumer, &state.consumer)
            guard !state.isDisconnecting else { return false }
            state.isDisconnecting = true
            state.waiting = []
            state.waitingBytes = 0
            return true
        }
    }
}

/// Passes what a socket receives to its connection.
private final class PeerChannelHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let connection: PeerConnection

    init(_ connection: PeerConnection) { self.connection = connection }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        if let bytes = buffer.readBytes(length: buffer.readableBytes) { connection.receive(bytes) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        Log.debug(.net, "socket recv error, disconnecting \(connection.logName): \(error)")
        connection.disconnect()
    }
}
