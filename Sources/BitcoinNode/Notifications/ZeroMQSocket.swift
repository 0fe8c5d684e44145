#if BITCOIN_ZMQ
    import BitcoinSupport
    import CZeroMQ
    import Glibc

    /// Why ZeroMQ did not do what it was to do.
    struct ZeroMQError: Error, CustomStringConvertible {
        /// What was tried.
        let attempt: String
        /// What ZeroMQ says of it.
        let reason: String

        init(_ attempt: String) {
            self.attempt = attempt
            reason = String(cString: zmq_strerror(zmq_errno()))
        }

        /// Both.
        var description: String { "\(attempt), msg: \(reason)" }
    }

    /// ZeroMQ's threads and queues. All sockets must be gone before it goes.
    final class ZeroMQContext {
        fileprivate let handle: UnsafeMutableRawPointer

        init() throws(ZeroMQError) {
            guard let handle = zmq_ctx_new() else { throw ZeroMQError("Unable to initialize context") }
            self.handle = handle
        }

        deinit {
            zmq_ctx_term(handle)
        }

        /// The version of the library.
        static var version: String {
            var (major, minor, patch): (Int32, Int32, Int32) = (0, 0, 0)
            zmq_version(&major, &minor, &patch)
            return "\(major).\(minor).\(patch)"
        }
    }

    /// A socket that publishes. Sending never waits: what a subscriber has no room for is dropped for that subscriber.
    ///
    /// Used by one actor only; ZeroMQ allows other threads one after the other.
    final class ZeroMQPublishingSocket {
        private let handle: UnsafeMutableRawPointer
        /// Lives as long as its sockets.
        private let context: ZeroMQContext
        /// The file of an address that is one. A sandbox may keep ZeroMQ from removing it.
        private let file: String?

        /// Listens on an address.
        init(_ context: ZeroMQContext, like publisher: NotificationPublisher) throws(ZeroMQError) {
            guard let handle = zmq_socket(context.handle, ZMQ_PUB) else {
                throw ZeroMQError("Failed to create socket")
            }
            self.handle = handle
            self.context = context
            file = Self.file(of: publisher.address)
            Self.removeSocket(file)
            try set(ZMQ_SNDHWM, publisher.highWaterMark, "Failed to set outbound message high water mark")
            try set(ZMQ_TCP_KEEPALIVE, 1, "Failed to set SO_KEEPALIVE")
            try set(ZMQ_IPV6, publisher.isIPv6 ? 1 : 0, "Failed to set ZMQ_IPV6")
            // At the end nobody waits for subscribers.
            try set(ZMQ_LINGER, 0, "Failed to set ZMQ_LINGER")
            guard zmq_bind(handle, publisher.address) == 0 else {
                throw ZeroMQError("Failed to bind address \(publisher.address)")
            }
        }

        deinit {
            zmq_close(handle)
            Self.removeSocket(file)
        }

        private static func file(of address: String) -> String? {
            let scheme = "ipc://"
            guard address.hasPrefix(scheme + "/") else { return nil }
            return String(address.dropFirst(scheme.count))
        }

        private static func removeSocket(_ file: String?) {
            if let file, Path.isSocket(file) { _ = FileCalls.removeFile(file) }
        }

        /// Sends a message of several parts.
        func send(_ parts: [[UInt8]]) throws(ZeroMQError) {
            for (index, part) in parts.enumerated() {
                let flags = index + 1 < parts.count ? ZMQ_SNDMORE : 0
                guard zmq_send(handle, part, part.count, flags) == part.count else {
                    throw ZeroMQError("Unable to send ZMQ msg")
                }
            }
        }

        private func set(_ option: Int32, _ value: Int32, _ failure: String) throws(ZeroMQError) {
            var value = value
            guard zmq_setsockopt(handle, option, &value, MemoryLayout<Int32>.size) == 0 else {
                throw ZeroMQError(failure)
            }
        }
    }
#endif
