import BitcoinSupport

/// The list as banlist.json has it.
extension BanList {
    /// Why a list cannot be read.
    enum FormatError: Error, CustomStringConvertible {
        case noList
        case noObject
        case malformed(String)

        var description: String {
            switch self {
            case .noList: "banned_nets is not an array"
            case .noObject: "JSON value is not of expected type object"
            case .malformed(let text): text
            }
        }
    }

    private static let key = "banned_nets"
    private static let version: Int64 = 1

    /// The list as JSON.
    var json: JSONValue {
        let entries = sorted.map { range, ban in
            JSONValue.members(
                ("version", .integer(Self.version)), ("ban_created", .integer(ban.created)),
                ("banned_until", .integer(ban.end)), ("address", .string("\(range)")))
        }
        return .members((Self.key, .array(entries)))
    }

    /// Reads a list. Entries of versions to come, and those whose address makes no sense, are left out.
    init(_ json: JSONValue) throws(FormatError) {
        guard case .object = json else { throw .noObject }
        guard case .array(let entries) = json[Self.key] else { throw .noList }
        var bans: [AddressRange: Ban] = [:]
        for entry in entries {
            guard let version = entry["version"].integer, let created = entry["ban_created"].integer,
                let end = entry["banned_until"].integer, let address = entry["address"].string
            else { throw .malformed("JSON value of a ban is missing or not of expected type") }
            guard version == Self.version else {
                Log.debug(.net, "Dropping entry with unknown version (\(version)) from ban list")
                continue
            }
            guard let range = AddressRange(address) else {
                Log.debug(
                    .net,
                    "Dropping entry with unparseable address or subnet (\(SafeText.clean(address))) from ban list"
                )
                continue
            }
            bans[range] = Ban(created: created, end: end)
        }
        self.init(bans)
    }
}
