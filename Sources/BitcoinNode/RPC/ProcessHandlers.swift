import BitcoinCommands
import BitcoinInterfaces
import BitcoinSupport

/// Shows which processes are connected to this node.
struct ProcessHandlers: Sendable {
    let table: RPCTable
    let listeners: ProcessListeners

    /// Serves the command.
    func register() {
        table.register(ProcessCommands.getIPCInfo) { _ in await information }
    }

    private var information: JSONValue {
        get async {
            let all = listeners.all
            var connections: [JSONValue] = []
            for listener in all { connections += await listener.connections().map(present) }
            let limits = listeners.limits
            return .members(
                ("listeners", .array(all.map { .string($0.address) })),
                (
                    "limits",
                    .members(
                        ("connections", .integer(limits.connections)), ("threads", .integer(limits.threads)),
                        ("calls", .integer(limits.calls)), ("bytes", .integer(limits.bytes)),
                        ("templates", .integer(limits.templates)))
                ),
                ("connections", .array(connections)))
        }
    }

    private func present(_ connection: ConnectionInfo) -> JSONValue {
        var members: JSONObject = [
            "address": .string(connection.address), "transport": .string(connection.transport.rawValue),
        ]
        if let origin = connection.origin { members.append("origin", .string(origin)) }
        members.append("user", .string(connection.peer.user))
        if let process = connection.peer.processIdentifier { members.append("pid", .integer(process)) }
        let grants = ListenerAddress.Grant.allCases.filter(connection.grants.contains)
        members.append("grants", .array(grants.map { .string($0.rawValue) }))
        members.append("duration", .integer(connection.age.components.seconds))
        members.append("calls", .integer(connection.calls))
        members.append("calls_in_flight", .integer(connection.callsInFlight))
        members.append("calls_refused", .integer(connection.refusedCalls))
        members.append("bytes_received", .integer(connection.bytesReceived))
        members.append("bytes_sent", .integer(connection.bytesSent))
        members.append("bytes_in_flight", .integer(connection.bytesInFlight))
        members.append("objects", .integer(connection.objects))
        members.append("threads", .integer(connection.threads))
        members.append("templates", .integer(listeners.templates(of: connection.peer)))
        let mean = connection.calls == 0 ? .zero : connection.callTime / connection.calls
        members.append("mean_microseconds", .integer(mean.wholeMicroseconds))
        members.append("longest_microseconds", .integer(connection.longestCall.wholeMicroseconds))
        return .object(members)
    }
}
