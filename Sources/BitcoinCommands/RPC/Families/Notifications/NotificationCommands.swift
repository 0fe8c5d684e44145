import BitcoinSupport

/// Commands about what the node publishes over ZeroMQ.
public enum NotificationCommands {
    /// What is published where.
    public static let getZmqNotifications = RPCCommand(
        "getzmqnotifications", .zmq, "Returns what the node publishes over ZeroMQ, and where.",
        results: [
            RPCResult(
                .array, "", "",
                [
                    RPCResult(
                        .object, "", "",
                        [
                            RPCResult(.string, "type", "What is published"),
                            RPCResult(.string, "address", "The address that subscribers connect to"),
                            RPCResult(
                                .number, "hwm",
                                "How many messages may wait for a subscriber before further ones are dropped"),
                        ])
                ])
        ],
        examples: .both(""))

    static let all = [getZmqNotifications]
}
