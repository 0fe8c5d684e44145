import BitcoinSupport

/// Checks the ports in options, so that a typing error is not taken for a host.
enum PortChecks {
    private struct AddressOption {
        var name: String
        /// Whether `unix:<path>` may stand for an address.
        var allowsSocketFile = false
        /// Whether `=<suffix>` may follow the address.
        var allowsSuffix = false
    }

    private static let addressOptions = [
        AddressOption(name: "i2psam"),
        AddressOption(name: "onion", allowsSocketFile: true),
        AddressOption(name: "proxy", allowsSocketFile: true, allowsSuffix: true),
        AddressOption(name: "bind", allowsSuffix: true),
        AddressOption(name: "rpcbind"),
        AddressOption(name: "torcontrol"),
        AddressOption(name: "whitebind"),
        AddressOption(name: "zmqpubhashblock", allowsSocketFile: true),
        AddressOption(name: "zmqpubhashtx", allowsSocketFile: true),
        AddressOption(name: "zmqpubrawblock", allowsSocketFile: true),
        AddressOption(name: "zmqpubrawtx", allowsSocketFile: true),
        AddressOption(name: "zmqpubsequence", allowsSocketFile: true),
    ]

    /// Throws the first option whose port is not valid.
    static func run(_ arguments: Arguments) throws(StartupError) {
        for name in ["port", "rpcport"] {
            if let text = arguments.string(name), HostPort.port(text) == nil { throw invalid(name, text) }
        }
        for option in addressOptions {
            for text in arguments.list(option.name) {
                if option.allowsSocketFile, text.hasPrefix("unix:") { continue }
                let suffix = option.allowsSuffix ? text.lastIndex(of: "=") : nil
                let address = text[..<(suffix ?? text.endIndex)]
                if HostPort(String(address)) == nil { throw invalid(option.name, text) }
            }
        }
    }

    private static func invalid(_ option: String, _ value: String) -> StartupError {
        StartupError("Invalid port specified in -\(option): '\(value)'")
    }
}
