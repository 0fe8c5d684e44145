import BitcoinSupport

/// An invocation that help shows.
public enum RPCExample: Sendable {
    /// A bitcoin-cli command line with these words after the method.
    case commandLine(String)
    /// A bitcoin-cli command line with named arguments.
    case namedCommandLine([(String, JSONValue)])
    /// An HTTP request with the text of its positional parameters.
    case request(String)
    /// An HTTP request with named parameters.
    case namedRequest([(String, JSONValue)])
    /// An example of another command.
    indirect case of(String, RPCExample)
    /// Lines of explanation.
    case text(String)
}

extension [RPCExample] {
    /// The same arguments on the command line and, with the text that JSON needs, over HTTP.
    public static func both(_ commandLine: String, _ request: String? = nil) -> [RPCExample] {
        [.commandLine(commandLine), .request(request ?? commandLine)]
    }
}
