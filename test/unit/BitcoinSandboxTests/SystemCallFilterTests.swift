import BitcoinSandbox
import Testing

@Suite struct SystemCallFilterTests {
    @Test func addedUpFiltersRefuseWhatEitherRefuses() {
        let both = SystemCallFilter.intrusion + .programs + .sockets(besides: [.unix, .ipv4])
        #expect(both.names.isSuperset(of: ["ptrace", "io_uring_setup", "execve"]))
        #expect(both.refusesProcesses)
        #expect(both.sockets == [.unix, .ipv4])
        #expect((both + .sockets(besides: [.unix])).sockets == [.unix])
    }

    @Test func theNodeKeepsItsNetworkAndItsPrograms() {
        let profile = SandboxProfile.node(program: "bitcoin-node")
        #expect(profile.calls.names.isDisjoint(with: ["execve", "socket", "connect"]))
        #expect(!profile.calls.refusesProcesses)
        #expect(profile.calls.sockets == nil)
    }

    @Test func theWalletOfANodeHasNeitherSocketsNorPrograms() {
        let profile = SandboxProfile.wallet(.init())
        #expect(profile.calls.sockets == [])
        #expect(profile.calls.refusesProcesses)
        #expect(profile.calls.names.isSuperset(of: ["execve", "execveat", "ptrace", "process_vm_readv"]))
        #expect(profile.ports == SandboxProfile.Ports())
        #expect(profile.keepsSecrets)
    }

    @Test func aCommandToRunLiftsTheLimitsThatItWouldInherit() {
        var surroundings = SandboxProfile.WalletSurroundings()
        surroundings.startsPrograms = true
        let profile = SandboxProfile.wallet(surroundings)
        #expect(!profile.calls.names.contains("execve"))
        #expect(profile.files == nil)
        #expect(profile.keepsSecrets)
    }

    @Test(arguments: [("auto", SandboxMode.auto), ("require", .require), ("off", .off), ("0", .off)])
    func readsTheOption(_ text: String, _ mode: SandboxMode) throws {
        #expect(try SandboxMode(option: text) == mode)
    }

    @Test(arguments: ["", "1", "on", "Auto"]) func refusesOtherValuesOfTheOption(_ text: String) {
        #expect(throws: SandboxError.unknownMode(text)) { try SandboxMode(option: text) }
    }
}
