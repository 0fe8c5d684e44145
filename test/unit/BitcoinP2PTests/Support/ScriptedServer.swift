import BitcoinP2P
import NIOCore
import NIOPosix
import Testing

/// A server on this computer that answers what comes by a function of it, or hangs up.
struct ScriptedServer {
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let channel: any Channel

    init(_ answer: @escaping @Sendable ([UInt8]) -> [UInt8]?) async throws {
        channel = try await ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Handler(answer))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    /// Where it listens.
    var endpoint: NetworkEndpoint {
        get throws {
            let port = try #require(channel.localAddress?.port)
            return try #require(NetworkEndpoint("127.0.0.1:\(port)"))
        }
    }

    func close() async throws {
        try? await channel.close()
        try await group.shutdownGracefully()
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let answer: @Sendable ([UInt8]) -> [UInt8]?

        init(_ answer: @escaping @Sendable ([UInt8]) -> [UInt8]?) { self.answer = answer }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            var buffer = unwrapInboundIn(data)
            guard let bytes = answer(buffer.readBytes(length: buffer.readableBytes) ?? []) else {
                return context.close(promise: nil)
            }
            context.writeAndFlush(NIOAny(context.channel.allocator.buffer(bytes: bytes)), promise: nil)
        }
    }
}

extension ScriptedServer {
    /// A SOCKS5 proxy that is told hosts by `connect`, which gives the code of its answer, and then leads to somebody
    /// who says `first`.
    static func proxy(
        first: [UInt8] = [], connect: @escaping @Sendable (_ host: String, _ port: UInt16) -> UInt8?
    ) async throws -> ScriptedServer {
        try await ScriptedServer { bytes in
            // The ways to authenticate, of which the first is none.
            if bytes.count == 2 + Int(bytes[1]) { return [5, 0] }
            let host = String(decoding: bytes[5..<bytes.count - 2], as: UTF8.self)
            let port = UInt16(bytes[bytes.count - 2]) << 8 | UInt16(bytes[bytes.count - 1])
            guard let code = connect(host, port) else { return nil }
            return [5, code, 0, 1, 0, 0, 0, 0, 0, 0] + (code == 0 ? first : [])
        }
    }
}
