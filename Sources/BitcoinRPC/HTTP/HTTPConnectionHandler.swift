import BitcoinSupport
import NIOCore

/// One client's connection: reads requests one after the other, has each answered before the next
/// is looked at, and closes when the client is idle for too long.
///
/// A client that sends faster than it is served, or does not read its answers, is not read from
/// until it has caught up. So a connection holds little more than the request it is working on.
final class HTTPConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum Phase {
        /// Waiting for a request or for the rest of one.
        case reading
        /// A request is being answered.
        case answering(HTTPRequest)
        /// Nothing more is read; what was written goes out, then the connection is closed.
        case closing
    }

    /// How much of the next requests is kept while one is being answered.
    private static let readAheadLimit = 64 * 1024
    /// For how long a client that was refused may go on sending before it is cut off.
    private static let lingerTime = TimeAmount.seconds(1)

    private let engine: HTTPEngine
    private let id: UInt64
    private let peer: String
    private var parser = HTTPRequestParser()
    private var phase = Phase.reading
    private var isReadPending = false
    private var closesWhenIdle = false
    private var lastActivity = NIODeadline.uptimeNanoseconds(0)

    init(engine: HTTPEngine, id: UInt64, peer: String) {
        self.engine = engine
        self.id = id
        self.peer = peer
    }

    private var name: String { "\(peer) (id=\(id))" }

    // MARK: Connection

    func channelActive(context: ChannelHandlerContext) {
        Log.debug(.http) { "HTTP Connection accepted from \(name)" }
        lastActivity = context.eventLoop.now
        scheduleIdleCheck(context: context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        Log.debug(.http) { "Disconnecting HTTP client \(name)" }
        phase = .closing
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        Log.debug(.http) { "Permanent read error from \(name): \(error)" }
        context.close(promise: nil)
    }

    /// The server is going down: goodbye as soon as nothing is left to answer.
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is HTTPServerIsStopping else { return context.fireUserInboundEventTriggered(event) }
        closesWhenIdle = true
        if case .reading = phase { context.close(promise: nil) }
    }

    private func scheduleIdleCheck(context: ChannelHandlerContext) {
        guard let limit = engine.idleTimeout else { return }
        let handler = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(deadline: lastActivity + limit) {
            let (handler, context) = handler.value
            handler.closeIfIdle(for: limit, context: context)
        }
    }

    private func closeIfIdle(for limit: TimeAmount, context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        switch phase {
        case .answering: lastActivity = context.eventLoop.now
        case .reading, .closing:
            if context.eventLoop.now >= lastActivity + limit {
                Log.debug(.http) { "HTTP client idle timeout \(name)" }
                return context.close(promise: nil)
            }
        }
        scheduleIdleCheck(context: context)
    }

    // MARK: Reading

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        lastActivity = context.eventLoop.now
        if case .closing = phase { return }
        parser.append(unwrapInboundIn(data))
        answerNext(context: context)
    }

    func read(context: ChannelHandlerContext) {
        if mayRead(context: context) {
            context.read()
        } else {
            isReadPending = true
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { answerNext(context: context) }
        context.fireChannelWritabilityChanged()
    }

    private func mayRead(context: ChannelHandlerContext) -> Bool {
        switch phase {
        case .reading: context.channel.isWritable
        case .answering: parser.bufferedByteCount < Self.readAheadLimit
        case .closing: true
        }
    }

    private func resumeReading(context: ChannelHandlerContext) {
        guard isReadPending, mayRead(context: context) else { return }
        isReadPending = false
        context.read()
    }

    // MARK: Answering

    /// Takes up requests for as long as they are there and answered at once.
    private func answerNext(context: ChannelHandlerContext) {
        while case .reading = phase, context.channel.isWritable {
            do {
                guard let request = try parser.next() else { break }
                begin(request, context: context)
            } catch {
                Log.debug(.http) { "Error reading HTTP request from client \(name): \(error)" }
                refuse(.error(error.status), context: context)
            }
        }
        resumeReading(context: context)
    }

    private func begin(_ request: HTTPRequest, context: ChannelHandlerContext) {
        var request = request
        request.peer = peer
        Log.debug(.http) {
            "Received a \(request.method.rawValue) request for \(request.target) from \(name)"
        }
        phase = .answering(request)
        let handler = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let eventLoop = context.eventLoop
        let refusal = engine.answer(request) { response in
            eventLoop.execute {
                let (handler, context) = handler.value
                handler.finish(response, context: context)
                handler.answerNext(context: context)
            }
        }
        if let refusal { finish(refusal, context: context) }
    }

    private func finish(_ response: HTTPResponse, context: ChannelHandlerContext) {
        guard case .answering(let request) = phase else { return }
        lastActivity = context.eventLoop.now
        write(response, to: request, context: context)
        if request.keepsConnection && !closesWhenIdle {
            phase = .reading
        } else {
            phase = .closing
            closeAfterFlush(context: context)
        }
    }

    private func write(_ response: HTTPResponse, to request: HTTPRequest, context: ChannelHandlerContext) {
        let buffer = response.serialized(
            to: request, at: NodeClock.now, allocator: context.channel.allocator)
        Log.debug(.http) {
            "HTTPResponse (status code: \(response.status.rawValue) size: \(buffer.readableBytes)) "
                + "added to send buffer for client \(name)"
        }
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
    }

    /// Closes when all that was written is out: closing at once would drop it.
    private func closeAfterFlush(context: ChannelHandlerContext) {
        let context = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.value.writeAndFlush(wrapOutboundOut(ByteBuffer())).whenComplete { _ in
            context.value.close(promise: nil)
        }
    }

    /// Answers bytes that are no request. The client may still be sending: were the connection
    /// closed now, the answer could be lost, so for a moment what comes is read and dropped.
    private func refuse(_ response: HTTPResponse, context: ChannelHandlerContext) {
        phase = .closing
        write(response, to: HTTPRequest(), context: context)
        context.close(mode: .output, promise: nil)
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: Self.lingerTime) { bound.value.close(promise: nil) }
    }
}

/// Told to every connection when the server goes down.
struct HTTPServerIsStopping: Sendable {}
