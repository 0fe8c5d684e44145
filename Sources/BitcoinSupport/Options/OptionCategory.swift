/// The headings of the help text, in the order in which they appear.
public enum OptionCategory: Int, Sendable, Comparable, CaseIterable {
    /// Of the program as a whole.
    case options
    /// Peers and proxies.
    case connection
    /// The wallet.
    case wallet
    /// Testing the wallet.
    case walletDebugTest
    /// ZeroMQ notifications.
    case zmq
    /// Debugging and testing.
    case debugTest
    /// Choice of the network.
    case chainParameters
    /// What is relayed.
    case nodeRelay
    /// Assembling blocks.
    case blockCreation
    /// The JSON-RPC server.
    case rpc
    /// The graphical interface.
    case gui
    /// Commands of a tool.
    case commands
    /// Commands of bitcoin-tx that fill registers.
    case registerCommands
    /// Commands that bitcoin-cli runs itself.
    case cliCommands
    /// Connections between processes.
    case ipc
    /// Options that belong to commands; listed below each command.
    case commandOptions
    /// Accepted, but listed nowhere.
    case hidden

    /// The heading, or `nil` for what has none.
    public var heading: String? {
        switch self {
        case .options: "Options:"
        case .connection: "Connection options:"
        case .wallet: "Wallet options:"
        case .walletDebugTest: "Wallet debugging/testing options:"
        case .zmq: "ZeroMQ notification options:"
        case .debugTest: "Debugging/Testing options:"
        case .chainParameters: "Chain selection options:"
        case .nodeRelay: "Node relay options:"
        case .blockCreation: "Block creation options:"
        case .rpc: "RPC server options:"
        case .gui: "UI Options:"
        case .commands: "Commands:"
        case .registerCommands: "Register Commands:"
        case .cliCommands: "CLI Commands:"
        case .ipc: "IPC interprocess connection options:"
        case .commandOptions, .hidden: nil
        }
    }

    /// Orders categories as the help text lists them.
    public static func < (left: OptionCategory, right: OptionCategory) -> Bool {
        left.rawValue < right.rawValue
    }
}
