import NIOCore

/// One of two channels of an event loop, each of which sends what the other receives.
///
/// A channel is read from only as fast as the other sends. When one ends, what it had sent reaches the other side, for as
/// long as that takes but not for ever; then the other ends as well.
final class RelayHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// How long the last bytes may take after the other channel has ended.
    private static let drainLimit = TimeAmount.seconds(10)

    private var context: ChannelHandlerContext?
    private var partner: RelayHandler?
    /// What came before there was a partner.
    private var early: [ByteBuffer] = []
    private var lastWrite: EventLoopFuture<Void>?
    private var readsAlone: Bool
    private var hasHeldRead = false
    private var hasEnded = false

    /// - Parameter readsAlone: whether the channel is read from before there is a partner, as a handshake needs it.
    init(readsAlone: Bool) {
        self.readsAlone = readsAlone
    }

    /// Makes partners of two handlers of the same event loop.
    static func join(_ one: RelayHandler, _ other: RelayHandler) {
        one.partner = other
        other.partner = one
        one.begin()
        other.begin()
    }

    /// Reads no more until there is a partner.
    func waitForPartner() {
        readsAlone = false
    }

    /// Ends both channels: nothing of what is still under way arrives.
    func cut() {
        partner?.context?.close(promise: nil)
        context?.close(promise: nil)
    }

    private func begin() {
        for buffer in early { partner?.send(buffer) }
        partner?.context?.flush()
        early = []
        if hasEnded { partner?.partnerEnded() } else { readIfHeld() }
    }

    // MARK: What the channel says

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        partner = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        if let partner { partner.send(buffer) } else { early.append(buffer) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        partner?.context?.flush()
        context.fireChannelReadComplete()
    }

    func channelInactive(context: ChannelHandlerContext) {
        hasEnded = true
        partner?.partnerEnded()
        context.fireChannelInactive()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { partner?.readIfHeld() }
        context.fireChannelWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // The end that follows says it all.
        context.close(promise: nil)
    }

    func read(context: ChannelHandlerContext) {
        let mayRead = partner.map { $0.context?.channel.isWritable ?? false } ?? readsAlone
        if mayRead { context.read() } else { hasHeldRead = true }
    }

    // MARK: What the partner says

    private func readIfHeld() {
        guard hasHeldRead, let context else { return }
        hasHeldRead = false
        read(context: context)
    }

    private func send(_ buffer: ByteBuffer) {
        guard let context else { return }
        let promise = context.eventLoop.makePromise(of: Void.self)
        context.write(wrapOutboundOut(buffer), promise: promise)
        lastWrite = promise.futureResult
    }

    private func partnerEnded() {
        guard let context else { return }
        context.flush()
        let channel = context.channel
        guard let lastWrite else {
            channel.close(promise: nil)
            return
        }
        let limit = context.eventLoop.scheduleTask(in: Self.drainLimit) { channel.close(promise: nil) }
        lastWrite.whenComplete { _ in
            limit.cancel()
            channel.close(promise: nil)
        }
    }
}
