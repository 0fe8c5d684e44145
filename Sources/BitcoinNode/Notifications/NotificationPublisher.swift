import BitcoinSupport

/// Where something is published, as the user wants it (`-zmqpub<topic>=<address>`, `-zmqpub<topic>hwm=<n>`).
struct NotificationPublisher: Equatable {
    /// What is published.
    let topic: NotificationTopic
    /// The address, as ZeroMQ writes it. Publishers of the same address share a socket.
    let address: String
    /// How many messages wait for a slow subscriber before further ones are dropped; 0 for any number.
    let highWaterMark: Int32
    /// The number of the next message. It starts anew with each run, so that subscribers see what they missed.
    private var nextNumber: UInt32 = 0

    /// The high water mark where the user sets none.
    static let defaultHighWaterMark: Int64 = 1000

    init(topic: NotificationTopic, address: String, highWaterMark: Int32) {
        self.topic = topic
        self.address = address
        self.highWaterMark = highWaterMark
    }

    /// The publishers that the options ask for, by topic.
    static func all(_ arguments: Arguments) -> [NotificationPublisher] {
        NotificationTopic.allCases.flatMap { topic in
            let option = "zmq\(topic.publisherName)"
            let mark = arguments.integer("\(option)hwm", default: defaultHighWaterMark)
            return arguments.list(option).map { address in
                NotificationPublisher(
                    topic: topic, address: nativeAddress(address), highWaterMark: Int32(clamping: mark))
            }
        }
    }

    /// Users write unix sockets as everywhere, ZeroMQ does it in its own way.
    private static func nativeAddress(_ address: String) -> String {
        address.hasPrefix("unix:") ? "ipc://\(address.dropFirst("unix:".count))" : address
    }

    /// Whether the address is one of IPv6, which ZeroMQ wants to be told.
    var isIPv6: Bool {
        guard address.hasPrefix("tcp://"), let colon = address.lastIndex(of: ":") else { return false }
        let host = address.dropFirst("tcp://".count)
        guard colon > host.startIndex else { return false }
        return IPAddress(String(host[..<colon])).map { !$0.isIPv4 } ?? false
    }

    /// The parts of the next message: topic, content, and its number in four bytes, little-endian.
    func parts(_ content: [UInt8]) -> [[UInt8]] {
        [
            Array(topic.rawValue.utf8), content,
            (0..<4).map { UInt8(truncatingIfNeeded: nextNumber >> ($0 * 8)) },
        ]
    }

    /// Counts a message that was sent.
    mutating func noteSent() {
        nextNumber &+= 1
    }
}
