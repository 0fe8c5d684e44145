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
            let listeners = listeners.all
            var connections: [JSONValue] = []
            for listener in listeners { connections += await listener.connections().map(Self.present) }
            return .members(
                ("listeners", .array(listeners.map { .string($0.address) })),
                ("connections", .array(connections)))
        }
    }

    static func present(_ connection: ConnectionInfo) -> JSONValue {
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
        members.append("bytes_in_flight", .integer(connection.bytesInFlight))
        members.append("objects", .integer(connection.objects))
        members.append("threads", .integer(connection.threads))
        let mean = connection.calls == 0 ? .zero : connection.callTime / connection.calls
        members.append("mean_microseconds", .integer(mean.wholeMicroseconds))
        members.append("longest_microseconds", .integer(connection.longestCall.wholeMicroseconds))
        return .object(members)
    }
}
