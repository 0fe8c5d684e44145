import BitcoinTesting
import Glibc
import Testing

@testable import BitcoinSupport

@Suite struct LauncherTests {
    private let folder = TemporaryDirectory()

    private func request(_ words: String...) throws -> Launcher.Request {
        try Launcher(words).request()
    }

    /// Keeps the data directory of whoever runs the tests out of them.
    private var node: [String] { ["-datadir=\(folder.path)"] }

    private func program(_ words: [String]) throws -> String? {
        guard case .run(let program, _) = try Launcher(words).request() else { return nil }
        return program
    }

    @Test func choosesTheMonolithicNodeByDefault() throws {
        #expect(try program(["node"] + node) == "bitcoind")
        #expect(try program(["-M", "node"] + node) == "bitcoind")
        #expect(try program(["-m", "node"] + node) == "bitcoin-node")
        #expect(try program(["-m", "gui"] + node) == "bitcoin-gui")
        #expect(try program(["gui"] + node) == "bitcoin-qt")
        #expect(try program(["-m", "-M", "node"] + node) == "bitcoind")
    }

    @Test(arguments: ["-ipcbind=unix", "-ipcconnect", "-ipcfd=5", "--ipcbind=unix"])
    func optionsAboutProcessesChooseTheNodeThatHasAny(option: String) throws {
        #expect(try program(["node", option] + node) == "bitcoin-node")
        #expect(try program(["-M", "node", option] + node) == "bitcoind")
    }

    @Test func configurationChoosesTheNode() throws {
        try FileContents.write(Array("[regtest]\nipcbind=unix\n".utf8), to: folder.file("bitcoin.conf"))
        #expect(try program(["node", "-regtest"] + node) == "bitcoin-node")
        // -ipcbind is not bound to a network by this table, so only the section decides.
        #expect(try program(["node"] + node) == "bitcoind")
    }

    @Test func passesArgumentsOn() throws {
        #expect(
            try request("wallet", "-m", "info") == .run(program: "bitcoin-wallet", arguments: ["-m", "info"]))
        #expect(try request("rpc", "help") == .run(program: "bitcoin-cli", arguments: ["-named", "help"]))
        #expect(try request("tx") == .run(program: "bitcoin-tx", arguments: []))
        #expect(try request("util", "grind") == .run(program: "bitcoin-util", arguments: ["grind"]))
    }

    @Test func answersForItself() throws {
        #expect(try request("-v") == .version)
        #expect(try request() == .help(full: false))
        #expect(try request("help") == .help(full: true))
        #expect(try request("node", "help") != .help(full: true))
        #expect(throws: ArgumentsError("Unknown option: -x")) { try request("-x") }
        #expect(throws: ArgumentsError("Unrecognized command: 'foo'")) { try request("foo") }
    }

    @Test func looksInLibexecThenBesideItselfThenInTheSystem() throws {
        for name in ["bin", "libexec"] { try Path.createDirectories(folder.file(name)) }
        let wrapper = folder.file("bin/bitcoin")
        try FileContents.write([], to: wrapper)
        let bin = try #require(Path.resolved(folder.path))
        let installed = ["\(bin)/libexec/bitcoin-node", "\(bin)/bin/bitcoin-node"]
        #expect(ProgramSearch(invocation: wrapper).candidates(for: "bitcoin-node") == installed)
        #expect(
            ProgramSearch(invocation: "bitcoin", searchPath: "/nonexistent:\(folder.file("bin"))")
                .candidates(for: "bitcoin-node") == installed + ["bitcoin-node"])
        #expect(symlink(wrapper, folder.file("link")) == 0)
        #expect(ProgramSearch(invocation: folder.file("link")).candidates(for: "bitcoin-node") == installed)
    }

    @Test func localBuildsDoNotRunProgramsOfTheSystem() throws {
        try FileContents.write([], to: folder.file("bitcoin"))
        let search = ProgramSearch(invocation: folder.file("bitcoin"), searchPath: "/bin")
        #expect(search.candidates(for: "sh").count == 1)
        let error = #expect(throws: ArgumentsError.self) { try search.run("sh", arguments: []) }
        #expect(error?.description.contains("execvp failed to execute") == true)
    }
}
