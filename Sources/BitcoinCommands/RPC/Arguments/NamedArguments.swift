import BitcoinSupport

extension RPCCommand {
    /// One name under which an argument may be given.
    private struct Slot {
        var names: [String]
        var declaredNames: String
        /// A member of the named options that follow, rather than a position of its own.
        var isOption: Bool
    }

    private var slots: [Slot] {
        parameters.flatMap { parameter in
            let options: [RPCParameter] =
                if case .namedOptions = parameter.kind { parameter.inner } else { [] }
            return options.map {
                Slot(names: $0.names, declaredNames: $0.declaredNames, isOption: true)
            } + [Slot(names: parameter.names, declaredNames: parameter.declaredNames, isOption: false)]
        }
    }

    /// Puts named arguments in their positions.
    ///
    /// Positions that are left out before a given one become null; after the last given one there
    /// is nothing. Members of named options are gathered into the options object. An array named
    /// `args` gives the first positions, as bitcoin-cli sends it.
    public func positional(_ named: JSONObject) throws(RPCError) -> [JSONValue] {
        var given: [String: JSONValue] = [:]
        for (name, value) in named {
            guard given.updateValue(value, forKey: name) == nil else {
                throw RPCError(.invalidParameter, "Parameter \(name) specified multiple times")
            }
        }

        var arguments: [JSONValue] = []
        var options = JSONObject()
        /// Positions left out since the last that was given, and before the first that was.
        var hole = 0
        var initialHole = 0
        var firstGiven: String?

        for slot in slots {
            let name = slot.names.first { given[$0] != nil }
            let value = name.flatMap { given[$0] }

            if slot.isOption {
                guard let name, let value else { continue }
                guard options[name] == nil else {
                    throw RPCError(.invalidParameter, "Parameter \(name) specified multiple times")
                }
                options.append(name, value)
                given[name] = nil
                continue
            }

            guard value != nil || !options.isEmpty else {
                hole += 1
                if arguments.isEmpty { initialHole = hole }
                continue
            }
            arguments += Array(repeating: .null, count: hole)
            hole = 0
            if firstGiven == nil { firstGiven = slot.declaredNames }

            if let name, let value {
                if let option = options.names.first {
                    throw RPCError(
                        .invalidParameter, "Parameter \(name) conflicts with parameter \(option)")
                }
                arguments.append(value)
                given[name] = nil
            }
            if !options.isEmpty {
                arguments.append(.object(options))
                options = JSONObject()
            }
        }

        if case .array(let leading)? = given["args"] {
            given["args"] = nil
            if let firstGiven, initialHole < leading.count {
                throw RPCError(
                    .invalidParameter,
                    "Parameter \(firstGiven) specified twice both as positional and named argument")
            }
            arguments = leading + arguments.dropFirst(leading.count)
        }
        if let unknown = named.names.first(where: { given[$0] != nil }) {
            throw RPCError(.invalidParameter, "Unknown named parameter \(unknown)")
        }
        return arguments
    }
}
