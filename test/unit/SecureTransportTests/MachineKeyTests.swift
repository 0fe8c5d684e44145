import BitcoinInterfaces
import BitcoinSupport
import BitcoinTesting
import Glibc
import Testing

@testable import SecureTransport

@Suite("The key of a machine")
struct MachineKeyTests {
    private func mode(_ path: String) throws -> mode_t {
        var status = stat()
        try #require(stat(path, &status) == 0)
        return status.st_mode & 0o777
    }

    @Test func isMadeOnceForTheUserAlone() throws {
        let machine = try Machine()
        #expect(try mode(machine.folder.path) == 0o700)
        #expect(try mode(machine.folder.keyPath) == 0o600)
        #expect(try KeyGeneration.fingerprint(in: machine.folder) == machine.fingerprint)
        #expect(try MachineKey(in: machine.folder).fingerprint == machine.fingerprint)
        #expect(try Machine().fingerprint != machine.fingerprint)
    }

    @Test func thatEveryoneCanReadIsRefused() throws {
        let machine = try Machine()
        chmod(machine.folder.keyPath, 0o644)
        #expect(throws: KeyError.exposed(path: machine.folder.keyPath)) { try MachineKey(in: machine.folder) }
    }

    @Test func thatIsMissingIsNamedWithTheRemedy() throws {
        let directory = TemporaryDirectory()
        let folder = KeyFolder(networkDirectory: directory.path)
        let error = #expect(throws: KeyError.self) { try MachineKey(in: folder) }
        #expect(error?.description.contains("'bitcoin-util ipckey' makes one") == true)
    }

    @Test(arguments: ["", "nonsense", "-----BEGIN PRIVATE KEY-----\nMEEC\n-----END PRIVATE KEY-----\n"])
    func thatIsNoneIsRefused(_ text: String) throws {
        let machine = try Machine()
        try FileContents.replace(machine.folder.keyPath, with: Array(text.utf8), permissions: 0o600)
        #expect(throws: KeyError.self) { try MachineKey(in: machine.folder) }
        // It is not replaced by a new one either.
        #expect(throws: KeyError.self) { try KeyGeneration.fingerprint(in: machine.folder) }
    }

    @Test func thatDoesNotBelongToItsCertificateIsRefused() throws {
        let (one, other) = (try Machine(), try Machine())
        func text(_ machine: Machine) throws -> String {
            String(decoding: try FileContents.read(machine.folder.keyPath), as: UTF8.self)
        }
        let mark = "-----BEGIN CERTIFICATE-----"
        let key = try #require(try text(one).split(separator: mark).first)
        let certificate = try #require(try text(other).split(separator: mark).last)
        let mixed = key + mark + certificate
        try FileContents.replace(one.folder.keyPath, with: Array(mixed.utf8), permissions: 0o600)
        let reason = "its certificate is that of another key"
        #expect(throws: KeyError.unusable(path: one.folder.keyPath, reason: reason)) {
            try MachineKey(in: one.folder)
        }
    }

    /// An Ed25519 key (RFC 8410, 10.3).
    @Test func ofAnotherKindIsRefused() throws {
        let machine = try Machine()
        let contents = """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
            -----END PRIVATE KEY-----

            """
        try FileContents.replace(machine.folder.keyPath, with: Array(contents.utf8), permissions: 0o600)
        let reason = SigningKey.Unsuitable().description
        #expect(throws: KeyError.unusable(path: machine.folder.keyPath, reason: reason)) {
            try MachineKey(in: machine.folder)
        }
    }

    @Test func commandsPairAndRevoke() throws {
        let directory = TemporaryDirectory()
        func run(_ words: String...) throws -> String? {
            try KeyCommands.run(words[0], Array(words.dropFirst()), networkDirectory: directory.path)
        }
        let own = try #require(try run("ipckey"))
        #expect(KeyFingerprint(own) != nil)
        #expect(try run("ipckey") == own)
        #expect(try run("ipcpair", "m", own, "grant=rpc", "grant=mining") == "m \(own) mining,rpc")
        #expect(try run("ipcpeers") == "m \(own) mining,rpc")
        #expect(try run("ipcunpair", "m") == "m revoked")
        #expect(try run("ipcpeers") == "m \(own) revoked")
        #expect(try run("ipcpair", "m", own) == "m \(own) node")
        #expect(try run("grind") == nil)
        for words in [
            ["ipckey", "x"], ["ipcpair"], ["ipcpair", "m"], ["ipcpair", "m", "abc"], ["ipcpair", "a b", own],
            ["ipcpair", "m", own, "rpc"], ["ipcpair", "m", own, "grant=all"], ["ipcunpair"],
            ["ipcunpair", "x"],
            ["ipcpeers", "x"],
        ] {
            #expect(throws: (any Error).self) {
                try KeyCommands.run(words[0], Array(words.dropFirst()), networkDirectory: directory.path)
            }
        }
    }
}
