import BitcoinCommands
import BitcoinSupport
import Testing

@Suite struct OptionTablesTests {
    private let node = OptionTable.node(listensToProcesses: true)

    @Test func onlyTheNodeWithProcessesKnowsIpcbind() {
        #expect(node["ipcbind"] != nil)
        #expect(OptionTable.node(listensToProcesses: false)["ipcbind"] == nil)
    }

    @Test func aNodeWithoutWalletStillAcceptsItsOptions() {
        let table = OptionTable.node(listensToProcesses: true, hasWallet: false)
        #expect(table["wallet"]?.category == .hidden)
        #expect(table.options(in: .wallet).isEmpty)
    }

    @Test func optionsOfOneNetworkAreMarked() {
        let marked = OptionCategory.allCases.flatMap(node.options(in:))
            .filter { $0.flags.contains(.networkOnly) }
        #expect(
            Set(marked.map(\.name)) == [
                "addnode", "bind", "connect", "port", "rpcbind", "rpcport", "wallet", "walletdir",
            ])
    }

    @Test func secretsAreMarked() {
        let marked = OptionCategory.allCases.flatMap(node.options(in:)).filter {
            $0.flags.contains(.sensitive)
        }
        #expect(Set(marked.map(\.name)) == ["rpcauth", "rpcpassword", "rpcuser", "torpassword"])
    }

    @Test func everyVisibleOptionIsExplainedWithoutAFullStop() {
        for table in [node, .client, .walletTool] {
            for option in OptionCategory.allCases.flatMap(table.options(in:)) where option.category != .hidden
            {
                #expect(!option.help.isEmpty && !option.help.hasSuffix("."), "-\(option.name)")
            }
        }
    }

    @Test func helpHidesWhatIsForDebugging() {
        let help = HelpText(node).text
        #expect(help.contains("\n  -datadir=<dir>\n"))
        #expect(!help.contains("\n  -regtest\n"))
        #expect(HelpText(node, showsDebug: true).text.contains("\n  -regtest\n"))
        for line in help.split(separator: "\n") where line.contains(" ") && !line.hasPrefix("  -") {
            #expect(line.count <= 79, "\(line)")
        }
    }

    @Test func walletToolKnowsItsCommands() throws {
        let arguments = Arguments(.walletTool)
        try arguments.parse(["-regtest", "-wallet=w", "-dumpfile=f", "dump"])
        #expect(arguments.commandOptionErrors(for: "dump").isEmpty)
        #expect(arguments.command?.name == "dump")
    }
}
