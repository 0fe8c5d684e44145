import BitcoinSupport

/// Who asks, and how.
public struct RPCCaller: Sendable {
    /// The path of the request: `/`, or `/wallet/<name>` to choose a wallet.
    public var uri: String
    /// The name that the caller proved to be.
    public var user: String
    /// The caller's address, if it came over the network.
    public var peer: String

    /// A caller.
    public init(uri: String = "/", user: String = "", peer: String = "") {
        self.uri = uri
        self.user = user
        self.peer = peer
    }
}

/// A call as the function of a command sees it: the arguments are in their positions and have been
/// checked against the declaration.
public struct RPCRequest: Sendable {
    /// The declaration of the command.
    public let command: RPCCommand
    /// The arguments that were given, by position. Those left out at the end are not there.
    public let arguments: [JSONValue]
    /// Who asks.
    public let caller: RPCCaller

    /// A call of a command.
    public init(_ command: RPCCommand, _ arguments: [JSONValue] = [], caller: RPCCaller = .init()) {
        self.command = command
        self.arguments = arguments
        self.caller = caller
    }

    /// The argument at a position; null if it was not given.
    public subscript(position: Int) -> JSONValue {
        arguments.indices.contains(position) ? arguments[position] : .null
    }

    /// The argument of the parameter with this name, or its declared default; null if there is
    /// neither.
    public subscript(name: String) -> JSONValue {
        guard let position = command.position(of: name) else { return .null }
        let argument = self[position]
        return argument.isNull ? command.parameters[position].defaultValue ?? .null : argument
    }

    /// A member of the named options, or its declared default.
    public func option(_ name: String) -> JSONValue {
        for (position, parameter) in command.parameters.enumerated() {
            guard case .namedOptions = parameter.kind,
                let option = parameter.inner.first(where: { $0.names.contains(name) })
            else { continue }
            let value = self[position][name]
            return value.isNull ? option.defaultValue ?? .null : value
        }
        return .null
    }

    /// The string that an argument or its default is.
    public func string(_ name: String) throws(JSONError) -> String {
        try self[name].requireString()
    }

    /// The integer that an argument or its default is.
    public func integer<Integer: FixedWidthInteger>(
        _ name: String, as type: Integer.Type = Integer.self
    ) throws(JSONError) -> Integer {
        try self[name].requireInteger(as: type)
    }

    /// The Boolean that an argument or its default is.
    public func bool(_ name: String) throws(JSONError) -> Bool {
        try self[name].requireBool()
    }

    /// The elements of the array that an argument or its default is.
    public func array(_ name: String) throws(JSONError) -> [JSONValue] {
        try self[name].requireArray()
    }
}
