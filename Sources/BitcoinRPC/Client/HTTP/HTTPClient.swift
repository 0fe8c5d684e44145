import NIOCore
import NIOPosix

/// Sends one HTTP request over a connection of its own and waits for the response.
struct HTTPClient: Sendable {
    var host: String
    var port: UInt16
    /// For how long the server may be silent; `nil` for ever.
    var timeout: Duration?

    func post(_ path: String, headers: HTTPHeaders, body: String) async throws(ClientError)
        -> HTTPClientResponse
    {
        let group = MultiThreadedEventLoopGroup.singleton
        let response = group.next().makePromise(of: HTTPClientResponse.self)
        // Five years are no limit, and can be added to a point in time.
        let timeout = TimeAmount(timeout ?? .seconds(5 * 365 * 86_400))
        let channel: any Channel
        do {
            channel = try await ClientBootstrap(group: group)
                .connectTimeout(timeout)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(
                            HTTPResponseHandler(response: response, timeout: timeout))
                    }
                }
                .connect(host: host, port: Int(port)).get()
        } catch {
            response.fail(error)
            throw .connectionFailed(Self.reason(error, host: host))
        }
        let head =
            "POST \(path) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\(headers.text)\r\n"
        channel.writeAndFlush(ByteBuffer(string: head + body), promise: nil)
        do {
            defer { channel.close(promise: nil) }
            return try await response.futureResult.get()
        } catch {
            switch error {
            case let error as HTTPResponseParser.Malformed:
                throw .connectionFailed("HTTP error: \(error)")
            case let error as HTTPResponseHandler.Failure:
                throw .connectionFailed(error.rawValue)
            default:
                throw .connectionFailed("\(error)")
            }
        }
    }

    private static func reason(_ error: any Error, host: String) -> String {
        if let error = error as? NIOConnectionError, error.connectionErrors.isEmpty {
            return "Could not resolve host: \(host)"
        }
        return "Could not connect to the server"
    }
}

/// Feeds what arrives to the parser.
private final class HTTPResponseHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    enum Failure: String, Error {
        case timeout
        case endOfFile = "EOF"
    }

    private let response: EventLoopPromise<HTTPClientResponse>
    private let timeout: TimeAmount
    private var parser = HTTPResponseParser()
    private var deadline: Scheduled<Void>?

    init(response: EventLoopPromise<HTTPClientResponse>, timeout: TimeAmount) {
        self.response = response
        self.timeout = timeout
    }

    func channelActive(context: ChannelHandlerContext) {
        let response = response
        deadline = context.eventLoop.scheduleTask(in: timeout) { response.fail(Failure.timeout) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        do {
            if let complete = try parser.append(unwrapInboundIn(data).readableBytesView) {
                response.succeed(complete)
            }
        } catch {
            response.fail(error)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        response.fail(error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        if let complete = parser.finish() {
            response.succeed(complete)
        } else {
            response.fail(Failure.endOfFile)
        }
    }
}
