import Glibc
import NIOCore
import NIOPosix

/// Gives this process a plain socket for a channel's bytes.
enum LocalEnd {
    /// Connects a channel, which has a ``RelayHandler``, with one end of a new pair of sockets.
    ///
    /// - Returns: the other end, which belongs to the caller.
    static func attach(to channel: any Channel) -> EventLoopFuture<Int32> {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
            return channel.eventLoop.makeFailedFuture(IOError(errnoCode: errno, reason: "socketpair"))
        }
        return join(channel, with: ends[0], handingOut: ends[1])
    }

    /// Connects a channel with a connected socket, which belongs to the channel from now on.
    static func join(_ channel: any Channel, with descriptor: Int32) -> EventLoopFuture<Void> {
        ClientBootstrap(group: channel.eventLoop)
            .channelInitializer { local in
                local.eventLoop.makeCompletedFuture {
                    try local.pipeline.syncOperations.addHandler(RelayHandler(readsAlone: false))
                }
            }
            .withConnectedSocket(descriptor)
            .flatMapThrowing { local in
                do {
                    RelayHandler.join(
                        try channel.pipeline.syncOperations.handler(type: RelayHandler.self),
                        try local.pipeline.syncOperations.handler(type: RelayHandler.self))
                } catch {
                    local.close(promise: nil)
                    throw error
                }
            }
    }

    private static func join(_ channel: any Channel, with near: Int32, handingOut far: Int32)
        -> EventLoopFuture<Int32>
    {
        let joined = join(channel, with: near).map { far }
        joined.whenFailure { _ in close(far) }
        return joined
    }
}
