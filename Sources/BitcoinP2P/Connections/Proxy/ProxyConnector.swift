import BitcoinSupport
import NIOCore
import NIOPosix
import Synchronization

/// Connects through a SOCKS5 proxy.
struct ProxyConnector: Sendable {
    let group: any EventLoopGroup
    /// For how long the proxy may take to be reached, in milliseconds.
    let connectTimeoutMilliseconds: Int64

    /// For how long the proxy may take to answer: Tor takes its time.
    private static let answerTimeout = TimeAmount.seconds(20)

    /// What has come of an attempt.
    enum Outcome {
        /// A channel to the host, and the bytes that have already come from it. Nothing is read yet.
        case connected(any Channel, rest: [UInt8])
        /// The proxy could not be reached.
        case noProxy
        /// The proxy did not connect.
        case failed
    }

    /// Connects to a host.
    func connect(to host: String, port: UInt16, through proxy: Proxy) async -> Outcome {
        let channel: any Channel
        do {
            channel = try await dial(proxy)
        } catch {
            Log.debug(.net, "connect() to proxy \(proxy) failed: \(error)")
            return .noProxy
        }
        Log.debug(.net, "SOCKS5 connecting \(host)")
        guard let rest = await negotiate(host, port, proxy, on: channel) else {
            channel.close(promise: nil)
            return .failed
        }
        Log.debug(.net, "SOCKS5 connected \(host)")
        return .connected(channel, rest: rest)
    }

    /// A channel to a proxy, over which nothing has gone yet.
    func dial(_ proxy: Proxy) async throws -> any Channel {
        let bootstrap = ClientBootstrap(group: group)
            .connectTimeout(.milliseconds(connectTimeoutMilliseconds))
            .channelOption(.autoRead, value: false)
        switch proxy.place {
        case .endpoint(let endpoint):
            let address = try SocketAddress(ipAddress: "\(endpoint.address)", port: Int(endpoint.port))
            return try await bootstrap.channelOption(.tcpOption(.tcp_nodelay), value: 1)
                .connect(to: address).get()
        case .path(let path):
            return try await bootstrap.connect(unixDomainSocketPath: path).get()
        }
    }

    /// The first bytes from the host; nil if the proxy did not connect.
    private func negotiate(
        _ host: String, _ port: UInt16, _ proxy: Proxy, on channel: any Channel
    ) async -> [UInt8]? {
        let credentials = proxy.isolatesStreams ? StreamIsolation.next() : nil
        guard let handshake = SOCKS5Handshake(host: host, port: port, credentials: credentials) else {
            Log.error("Hostname too long")
            return nil
        }
        let promise = channel.eventLoop.makePromise(of: [UInt8]?.self)
        let start = channel.eventLoop.submit {
            let handler = SOCKS5Handler(handshake, promise, timeout: Self.answerTimeout)
            try channel.pipeline.syncOperations.addHandler(handler)
        }
        start.whenFailure { _ in promise.succeed(nil) }
        return try? await promise.futureResult.get()
    }
}

/// Names and passwords that are never used twice, each of which Tor gives a way of its own.
private enum StreamIsolation {
    /// So that two runs, or two programs, do not use the same ones.
    private static let prefix = String(UInt64.random(in: .min ... .max), radix: 16) + "-"
    private static let counter = Atomic<UInt64>(0)

    static func next() -> SOCKS5Handshake.Credentials {
        let text = prefix + String(counter.add(1, ordering: .relaxed).newValue)
        return SOCKS5Handshake.Credentials(name: text, password: text)
    }
}

/// Carries a handshake out on a channel, then leaves it as it is.
private final class SOCKS5Handler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private var handshake: SOCKS5Handshake
    private let timeout: TimeAmount
    private var promise: EventLoopPromise<[UInt8]?>?
    private var timer: Scheduled<Void>?

    init(_ handshake: SOCKS5Handshake, _ promise: EventLoopPromise<[UInt8]?>, timeout: TimeAmount) {
        self.handshake = handshake
        self.promise = promise
        self.timeout = timeout
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        timer = context.eventLoop.scheduleTask(in: timeout) { bound.value.finish(nil) }
        send(handshake.opening, context)
        context.read()
    }

    func handlerRemoved(context: ChannelHandlerContext) { finish(nil) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        switch handshake.receive(buffer.readBytes(length: buffer.readableBytes) ?? []) {
        case .wait:
            context.read()
        case .send(let bytes):
            send(bytes, context)
            context.read()
        case .connected(let rest):
            let result = promise
            promise = nil
            timer?.cancel()
            context.pipeline.syncOperations.removeHandler(self).whenComplete { _ in
                result?.succeed(rest)
            }
        case .fail(let text, let isLoud):
            if isLoud { Log.error(text) } else { Log.debug(.net, text) }
            finish(nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        if promise != nil { Log.error("Error while reading proxy response") }
        finish(nil)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        Log.error("Error during SOCKS5 proxy handshake: \(error)")
        finish(nil)
    }

    private func send(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
        context.writeAndFlush(NIOAny(context.channel.allocator.buffer(bytes: bytes)), promise: nil)
    }

    private func finish(_ result: [UInt8]?) {
        timer?.cancel()
        promise?.succeed(result)
        promise = nil
    }
}
