import NIOCore
import NIOPosix

/// The thread that encrypts and decrypts, one for the whole process; it starts when it is needed first.
enum TransportThread {
    static let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
}

/// How a TCP connection to another machine finds out that there is nobody any more.
enum LossDetection {
    /// Seconds without a word after which the system asks the other machine, between its questions, and without an
    /// acknowledgement until the connection is over.
    private static let idle = 15
    private static let interval = 5
    private static let attempts = 3
    private static let unacknowledgedMilliseconds = 30_000

    /// Sends at once, and ends a connection that has been dead for half a minute.
    static func apply(to channel: any Channel) -> EventLoopFuture<Void> {
        channel.eventLoop.makeCompletedFuture {
            guard let options = channel.syncOptions else { return }
            try options.setOption(.socketOption(.so_keepalive), value: 1)
            try options.setOption(.tcpOption(.tcp_nodelay), value: 1)
            try options.setOption(.tcpOption(.init(rawValue: TCPNumber.idle)), value: idle)
            try options.setOption(.tcpOption(.init(rawValue: TCPNumber.interval)), value: interval)
            try options.setOption(.tcpOption(.init(rawValue: TCPNumber.attempts)), value: attempts)
            try options.setOption(
                .tcpOption(.init(rawValue: TCPNumber.unacknowledged)), value: unacknowledgedMilliseconds)
        }
    }

    /// Linux's numbers of `TCP_KEEPIDLE`, `TCP_KEEPINTVL`, `TCP_KEEPCNT` and `TCP_USER_TIMEOUT`.
    private enum TCPNumber {
        static let idle: CInt = 4
        static let interval: CInt = 5
        static let attempts: CInt = 6
        static let unacknowledged: CInt = 18
    }
}
