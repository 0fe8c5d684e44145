import BitcoinCommands
import BitcoinP2P
import BitcoinSupport

/// Carries out the commands about banned addresses.
struct BanHandlers: Sendable {
    let node: NodeContext

    /// Serves the commands.
    func register() {
        node.table.register(BanCommands.setBan) { try setBan($0) }
        node.table.register(BanCommands.listBanned) { _ in try listBanned() }
        node.table.register(BanCommands.clearBanned) { _ in
            try node.addressBookForCommands.bans.unbanAll()
            return .null
        }
    }

    private func setBan(_ request: RPCRequest) throws -> JSONValue {
        let command = try request.string("command")
        guard command == "add" || command == "remove" else {
            throw RPCError(.miscellaneous, request.command.help)
        }
        let bans = try node.addressBookForCommands.bans
        let range = try range(try request.string("subnet"))
        guard command == "add" else {
            guard bans.unban(range.value) else {
                throw RPCError(
                    .invalidAddressOrSubnet,
                    "Error: Unban failed. Requested address/subnet was not previously manually banned.")
            }
            return .null
        }
        guard !(range.address.map(bans.isBanned) ?? bans.isBanned(range.value)) else {
            throw RPCError(.nodeAlreadyAdded, "Error: IP/Subnet already banned")
        }
        let seconds =
            request["bantime"].isNull ? 0 : try request.integer("bantime", as: Int64.self)
        let isAbsolute = request["absolute"].isNull ? false : try request.bool("absolute")
        guard !isAbsolute || seconds >= NodeClock.now else {
            throw RPCError(.invalidParameter, "Error: Absolute timestamp is in the past")
        }
        bans.ban(range.value, seconds: seconds, isAbsolute: isAbsolute)
        node.network.current?.connections.disconnect(range.value)
        return .null
    }

    /// A range, and the address if it is just one.
    private func range(_ text: String) throws -> (value: AddressRange, address: NetworkAddress?) {
        if text.contains("/") {
            if let range = AddressRange(text) { return (range, nil) }
        } else if let address = NetworkAddress(text), address.isValid {
            let reachesCJDNS = node.arguments.bool("cjdnsreachable", default: false)
            let mapped = reachesCJDNS ? address.asCJDNS() : address
            return (AddressRange(mapped), mapped)
        }
        throw RPCError(.invalidAddressOrSubnet, "Error: Invalid IP/Subnet")
    }

    private func listBanned() throws -> JSONValue {
        let now = NodeClock.now
        return .array(
            try node.addressBookForCommands.bans.bans.map { range, ban in
                .members(
                    ("address", .string("\(range)")), ("ban_created", .integer(ban.created)),
                    ("banned_until", .integer(ban.end)), ("ban_duration", .integer(ban.end - ban.created)),
                    ("time_remaining", .integer(ban.end - now)))
            })
    }
}

extension NodeContext {
    /// What is known about addresses, for a command that cannot do without it.
    var addressBookForCommands: AddressBook {
        get throws { try networkForCommands.connections.book }
    }
}
