/// How much came in and went out lately.
public struct TrafficHistory: Sendable {
    /// How many points are kept, and shown.
    public static let capacity = 800

    /// Kilobytes per second that came in, oldest first.
    public private(set) var received: [Double] = []
    /// Kilobytes per second that went out, oldest first.
    public private(set) var sent: [Double] = []
    private var last: (received: UInt64, sent: UInt64, milliseconds: Int64)?
    private var begin: (received: UInt64, sent: UInt64)?
    /// How far back the points go, in minutes.
    public private(set) var minutes: Int

    /// Nothing is known yet.
    public init(minutes: Int = 30) {
        self.minutes = minutes
    }

    /// How far apart points are, in milliseconds.
    public var interval: Int64 { Int64(minutes) * 60_000 / Int64(Self.capacity) }

    /// Takes note of what a node has received and sent in all. Too early ones are passed over.
    public mutating func note(received: UInt64, sent: UInt64, at milliseconds: Int64) {
        defer { if begin == nil { begin = (received, sent) } }
        guard let last else {
            self.last = (received, sent, milliseconds)
            return
        }
        let elapsed = milliseconds - last.milliseconds
        guard elapsed >= interval else { return }
        // A node that was started again begins at zero.
        append(
            received >= last.received ? Double(received - last.received) / Double(elapsed) : 0,
            sent >= last.sent ? Double(sent - last.sent) / Double(elapsed) : 0)
        self.last = (received, sent, milliseconds)
    }

    private mutating func append(_ incoming: Double, _ outgoing: Double) {
        received.append(incoming)
        sent.append(outgoing)
        if received.count > Self.capacity {
            received.removeFirst()
            sent.removeFirst()
        }
    }

    /// The top of the scale: the next of 1, 2, 5, 10, … kilobytes per second above all points.
    public var maximum: Double {
        let top = max(received.max() ?? 0, sent.max() ?? 0)
        var scale = 1.0
        while true {
            for step in [1.0, 2, 5] where scale * step >= top { return scale * step }
            scale *= 10
        }
    }
}
