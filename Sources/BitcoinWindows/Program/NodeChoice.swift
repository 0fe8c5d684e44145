import BitcoinGUI
import BitcoinInterfaces
import BitcoinSandbox
import BitcoinSupport

/// Which node a program with windows shows.
public enum NodeChoice {
    /// The node that `-ipcconnect` names, or a new one.
    public static func source(_ arguments: Arguments, border: any NodeBorder) throws -> any NodeSource {
        let network = arguments.selectedChain.name
        let identity = ProcessIdentity(
            program: "bitcoin-gui", version: Int32(ClientVersion.number), network: network,
            schemaHash: border.schemaHash)
        if let address = arguments.string("ipcconnect"), !address.isEmpty, address != "0" {
            return AttachedNodeSource(
                border: border, address: address == "1" ? "unix" : address,
                directory: arguments.networkDirectory, identity: identity)
        }
        let configuration = configuration(arguments)
        return SpawnedNodeSource(
            border: border, executable: sibling("bitcoin-node"),
            ticket: LaunchTicket(
                mode: try SandboxMode(option: arguments.string("sandbox", default: "auto")),
                options: configuration.arguments),
            identity: identity, configuration: configuration)
    }

    /// The options of the node that a program with windows starts: its own.
    public static func configuration(_ arguments: Arguments) -> ProcessConfiguration {
        ProcessConfiguration(
            arguments: arguments.words.filter {
                !$0.hasPrefix("-ipcconnect") && !$0.hasPrefix("-noipcconnect")
            },
            dataDirectory: arguments.dataDirectory, network: arguments.selectedChain.name)
    }

    /// The path of another program in the folder of this one.
    static func sibling(_ name: String) -> String {
        Path.join(Path.parent(Path.resolved("/proc/self/exe") ?? ""), name)
    }
}
