import BitcoinSupport
import NIOCore

/// A connection to a SAM bridge, as long as lines go over it.
struct SAMConnection: Sendable {
    let channel: any Channel

    /// I2P takes its time: 3 minutes.
    private static let answerTimeout = TimeAmount.seconds(180)

    init(_ channel: any Channel) { self.channel = channel }

    /// Begins to read lines.
    func start() async throws {
        try await channel.eventLoop.submit {
            try channel.pipeline.syncOperations.addHandler(SAMLineHandler())
        }.get()
    }

    /// Asks, and waits for the answer.
    func ask(_ request: String) async throws -> SAMReply {
        let promise = channel.eventLoop.makePromise(of: String.self)
        let timer = channel.eventLoop.scheduleTask(in: Self.answerTimeout) {
            promise.fail(SAMReply.Problem(description: "Receive timeout"))
        }
        channel.eventLoop.execute {
            do {
                try channel.pipeline.syncOperations.handler(type: SAMLineHandler.self)
                    .deliverNext(to: promise)
                let buffer = channel.allocator.buffer(string: request + "\n")
                channel.writeAndFlush(buffer, promise: nil)
                channel.read()
            } catch {
                promise.fail(error)
            }
        }
        defer { timer.cancel() }
        let line = try await promise.futureResult.get()
        // The answer to this one, or to a mistake in it, may tell of the key.
        let isSecret = request.hasPrefix("SESSION CREATE")
        return SAMReply(line: line, request: isSecret ? "SESSION CREATE ..." : request)
    }

    /// Ends reading lines: what has come after the last one belongs to the stream.
    func finish() async throws -> [UInt8] {
        let handler = try await channel.eventLoop.submit {
            let handler = try channel.pipeline.syncOperations.handler(type: SAMLineHandler.self)
            return NIOLoopBound(handler, eventLoop: channel.eventLoop)
        }.get()
        return try await channel.eventLoop.flatSubmit {
            let rest = handler.value.rest
            return channel.pipeline.syncOperations.removeHandler(handler.value).map { rest }
        }.get()
    }
}

/// Cuts what a SAM bridge sends into lines, one for each question.
private final class SAMLineHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    /// What came after the last line that was asked for.
    private(set) var rest: [UInt8] = []
    private var waiting: EventLoopPromise<String>?

    /// Has the next line delivered.
    func deliverNext(to promise: EventLoopPromise<String>) {
        waiting = promise
        deliver()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        rest += buffer.readBytes(length: buffer.readableBytes) ?? []
        guard rest.count <= SAMReply.maximumLength else {
            fail("Received too many bytes without a terminator (\(rest.count))")
            return context.close(promise: nil)
        }
        deliver()
        if waiting != nil { context.read() }
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail("Connection unexpectedly closed by peer")
        context.fireChannelInactive()
    }

    private func deliver() {
        guard let promise = waiting, let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return }
        waiting = nil
        let line = String(decoding: rest[..<end], as: UTF8.self)
        rest.removeFirst(end + 1)
        promise.succeed(line)
    }

    private func fail(_ text: String) {
        waiting?.fail(SAMReply.Problem(description: text))
        waiting = nil
    }
}
