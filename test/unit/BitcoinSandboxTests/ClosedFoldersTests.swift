import BitcoinSupport
import BitcoinTesting
import Glibc
import Testing

@testable import BitcoinSandbox

@Suite struct ClosedFoldersTests {
    private let folder = TemporaryDirectory()
    private let top: String

    init() throws {
        top = try #require(Path.resolved(folder.path))
        for path in ["a/wallets/w", "a/blocks", "a/other/deep", "b"] {
            try Path.createDirectories(Path.join(top, path))
        }
    }

    private func path(_ name: String) -> String { Path.join(top, name) }

    @Test func everythingBesideTheWayIsOpen() {
        let open = ClosedFolders([path("a/wallets")]).openPaths().filter { $0.hasPrefix(top) }
        #expect(Set(open) == [path("a/blocks"), path("a/other"), path("b")])
    }

    @Test func theWayItselfIsNotOpen() {
        let closed = ClosedFolders([path("a/wallets")])
        let open = closed.openPaths()
        for part in sequence(first: path("a"), next: { $0 == "/" ? nil : Path.parent($0) }) {
            #expect(!open.contains(part))
            #expect(closed.isOnTheWay(part))
        }
        #expect(open.contains("/etc"))
    }

    @Test func twoFoldersCanBeClosed() {
        let open = ClosedFolders([path("a/wallets"), path("b")]).openPaths().filter { $0.hasPrefix(top) }
        #expect(Set(open) == [path("a/blocks"), path("a/other")])
    }

    @Test func aFolderIsClosedByTheNameThatItsLinkLeadsTo() {
        #expect(symlink(path("b"), path("link")) == 0)
        #expect(ClosedFolders([path("link")]).folders == [path("b")])
        #expect(ClosedFolders([path("link/absent")]).folders == [path("b/absent")])
    }

    @Test func whatIsInAClosedFolderIsClosed() {
        let closed = ClosedFolders([path("a/wallets")])
        #expect(closed.contains(path("a/wallets")) && closed.contains(path("a/wallets/w/wallet.dat")))
        #expect(!closed.contains(path("a/wallets2")) && !closed.contains(path("a")))
        #expect(!closed.isOnTheWay(path("a/wallets")) && !closed.isOnTheWay(path("a/wal")))
    }
}
