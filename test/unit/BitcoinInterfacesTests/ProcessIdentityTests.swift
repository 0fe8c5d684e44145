import BitcoinInterfaces
import Testing

@Suite("What two processes tell each other first")
struct ProcessIdentityTests {
    private let node = ProcessIdentity(
        program: "bitcoin-node", version: 310_000, network: "regtest", schemaHash: 0x12)

    private func wallet(_ change: (inout ProcessIdentity) -> Void = { _ in }) -> ProcessIdentity {
        var wallet = node
        wallet.program = "bitcoin-wallet"
        change(&wallet)
        return wallet
    }

    @Test func acceptsAnotherProgramOfTheSameBuild() throws {
        try node.check(wallet())
        try node.check(wallet { $0.features = ["unknown"] })
    }

    @Test func refusesAnotherVersionAndSaysWhatToInstall() {
        let other = wallet { $0.version = 300_000 }
        #expect(throws: ProcessMismatch.version(local: node, peer: other)) { try node.check(other) }
        #expect(
            "\(ProcessMismatch.version(local: node, peer: other))"
                == "Version mismatch: bitcoin-node is version 310000, bitcoin-wallet is version 300000. "
                + "Install both programs from the same release.")
    }

    @Test func refusesOtherSchemasAndShowsBothInFull() {
        let other = wallet { $0.schemaHash = .max }
        #expect(throws: ProcessMismatch.schema(local: node, peer: other)) { try node.check(other) }
        #expect(
            "\(ProcessMismatch.schema(local: node, peer: other))"
                == "Schema mismatch: bitcoin-node has 0000000000000012, bitcoin-wallet has ffffffffffffffff. "
                + "Install both programs from the same build.")
    }

    @Test func refusesAnotherNetworkAndNamesTheOption() {
        let other = wallet { $0.network = "main" }
        #expect(throws: ProcessMismatch.network(local: node, peer: other)) { try node.check(other) }
        #expect(
            "\(ProcessMismatch.network(local: node, peer: other))"
                == "Network mismatch: bitcoin-node is on regtest, bitcoin-wallet is on main. "
                + "Start both with the same -chain option.")
    }

    @Test func namesTheVersionFirstBecauseItExplainsTheRest() {
        let other = wallet {
            $0.version = 1
            $0.schemaHash = 1
            $0.network = "main"
        }
        #expect(throws: ProcessMismatch.version(local: node, peer: other)) { try node.check(other) }
    }
}
