import NIOCore
import NIOTLS

/// Tells of a TLS handshake's end, once, and of what ends the connection afterwards.
final class HandshakeEvents: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private var whenOver: ((Result<Void, any Error>) -> Void)?
    private let whenBroken: (any Error) -> Void

    /// The connection ended before its handshake.
    struct Ended: Error, CustomStringConvertible {
        let description = "the connection was closed"
    }

    init(
        whenOver: @escaping (Result<Void, any Error>) -> Void,
        whenBroken: @escaping (any Error) -> Void = { _ in }
    ) {
        self.whenOver = whenOver
        self.whenBroken = whenBroken
    }

    private func over(_ result: Result<Void, any Error>) {
        guard let whenOver else { return }
        self.whenOver = nil
        whenOver(result)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted = event as? TLSUserEvent { over(.success(())) }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        whenBroken(error)
        over(.failure(error))
        context.fireErrorCaught(error)
    }

    func channelInactive(context: ChannelHandlerContext) {
        over(.failure(Ended()))
        context.fireChannelInactive()
    }
}
