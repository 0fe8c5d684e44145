import BitcoinInterfaces
import BitcoinSupport
import Glibc
import Testing

@testable import BitcoinWallet

@Suite struct WalletDirectoryTests {
    private static let magic: [UInt8] = [0xfa, 0xbf, 0xb5, 0xda]
    private let root: String

    init() {
        root = "/tmp/wallet-directory-\(getpid())-\(UInt32.random(in: .min ... .max))"
        mkdir(root, 0o700)
    }

    private var found: [WalletDirectoryEntry] {
        WalletDirectory(path: root, magic: Self.magic).wallets()
    }

    private func sqlite(applicationID: [UInt8] = magic, size: Int = 512) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: size)
        bytes.replaceSubrange(0..<16, with: "SQLite format 3\0".utf8)
        bytes.replaceSubrange(68..<72, with: applicationID)
        return bytes
    }

    private func berkeleyDB() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 4096)
        bytes.replaceSubrange(12..<16, with: [0x62, 0x31, 0x05, 0x00])
        return bytes
    }

    private func write(_ bytes: [UInt8], to name: String) throws {
        let path = Path.join(root, name)
        try Path.createDirectories(Path.parent(path))
        try FileContents.write(bytes, to: path)
    }

    @Test func findsWalletsInFoldersAtAnyDepth() throws {
        try write(sqlite(), to: "alice/wallet.dat")
        try write(sqlite(), to: "team/bob/wallet.dat")
        #expect(
            found == [
                .init(name: "alice", format: "sqlite"), .init(name: "team/bob", format: "sqlite"),
            ])
    }

    @Test func callsTheTopLevelWalletByTheEmptyName() throws {
        try write(sqlite(), to: "wallet.dat")
        #expect(found == [.init(name: "", format: "sqlite")])
    }

    @Test func marksWalletsThatMustBeMigrated() throws {
        try write(berkeleyDB(), to: "old/wallet.dat")
        try write(berkeleyDB(), to: "older.dat")
        #expect(found == [.init(name: "old", format: "bdb"), .init(name: "older.dat", format: "bdb")])
    }

    @Test func leavesOutOtherFiles() throws {
        try write(sqlite(applicationID: [1, 2, 3, 4]), to: "other-network/wallet.dat")
        try write(sqlite(size: 100), to: "short/wallet.dat")
        try write(Array("hello".utf8), to: "text/wallet.dat")
        try write(berkeleyDB(), to: "kept.bak")
        try write(sqlite(), to: "named-otherwise.dat")
        #expect(found.isEmpty)
    }

    @Test func doesNotFollowLinksInCircles() throws {
        try write(sqlite(), to: "alice/wallet.dat")
        symlink(root, Path.join(root, "alice/loop"))
        #expect(found.map(\.name).contains("alice"))
        #expect(found.count <= 2)
    }

    @Test func isEmptyForAFolderThatIsNotThere() {
        #expect(WalletDirectory(path: root + "/missing", magic: Self.magic).wallets().isEmpty)
    }
}
