import BitcoinInterfaces
import BitcoinSupport

/// This node, as programs with windows see it.
struct LocalNode: BitcoinInterfaces.Node {
    let node: NodeContext

    func getInformation() async throws -> NodeInformation {
        let arguments = node.arguments
        let canHaveWallets = if case .none = node.walletPlacement { false } else { true }
        return NodeInformation(
            version: "\(node.programName) \(ClientVersion.full)",
            userAgent: ClientVersion.userAgent(comments: arguments.list("uacomment")),
            network: node.parameters.chain.name, dataDirectory: arguments.dataDirectory,
            blocksDirectory: try arguments.blocksDirectory(), logPath: arguments.logFilePath ?? "",
            startTimeSeconds: node.startTimeSeconds,
            hasWallets: canHaveWallets && !arguments.bool("disablewallet", default: false),
            blockSpacingSeconds: node.parameters.consensus.targetSpacingSeconds)
    }

    func getStatus() async throws -> NodeStatus {
        await node.status
    }

    func getSetting(name: String) async throws -> JSONValue {
        node.arguments.persistentSetting(name)
    }

    func updateSetting(name: String, value: JSONValue) async throws {
        node.arguments.updatePersistentSettings { settings in
            if value.isNull { settings.removeValue(forKey: name) } else { settings[name] = value }
        }
        do {
            try node.arguments.writeSettingsFile()
        } catch {
            throw StartupError("Settings file could not be written", details: error.messages)
        }
    }

    func makeWalletLoader() async throws -> (any WalletLoader)? {
        await node.wallets.attached.first?.loader
    }

    func startShutdown() async throws {
        Log.info("A program with windows asks this node to end")
        node.shutdown.request()
    }

    func handleNotifications(_ notifications: any NodeNotifications) async throws -> any Handler {
        node.statusObservers.add(notifications) { [node] in await node.status }
    }
}
