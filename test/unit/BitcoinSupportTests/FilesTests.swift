import BitcoinTesting
import Glibc
import Testing

@testable import BitcoinSupport

@Suite struct FilesTests {
    private let folder = TemporaryDirectory()

    @Test func replacesAFileWholeAndLeavesNoTemporary() throws {
        let path = folder.file("x")
        try FileContents.replace(path, with: Array("one".utf8))
        try FileContents.replace(path, with: Array("two".utf8), permissions: 0o600)
        #expect(try FileContents.read(path) == Array("two".utf8))
        #expect(!Path.exists(path + ".tmp"))
        #expect(throws: FileError.self) {
            try FileContents.replace(folder.file("none/x"), with: [])
        }
    }

    @Test func refusesFilesOverTheLimit() throws {
        try FileContents.write([UInt8](repeating: 0, count: 100), to: folder.file("x"))
        #expect(throws: FileError.self) { try FileContents.read(folder.file("x"), limit: 99) }
        #expect(try FileContents.read(folder.file("x"), limit: 100).count == 100)
    }

    @Test func locksAFolderAgainstOtherProcesses() throws {
        let lock = try DirectoryLock(folder.path)
        defer { withExtendedLifetime(lock) {} }
        #expect(try lockFromAnotherProcess() == "busy")
    }

    @Test func losesTheLockWithTheObject() throws {
        _ = try DirectoryLock(folder.path)
        #expect(try lockFromAnotherProcess() == "free")
    }

    private func lockFromAnotherProcess() throws -> String {
        let script = """
            import fcntl
            try: fcntl.lockf(open('\(folder.path)/.lock','w'), fcntl.LOCK_EX|fcntl.LOCK_NB); print('free', end='')
            except OSError: print('busy', end='')
            """
        return String(decoding: try TestData.output(of: "python3 -c \"\(script)\""), as: UTF8.self)
    }

    @Test func saysWhyAFolderCannotBeLocked() {
        #expect(throws: DirectoryLock.Failure.unwritable(directory: "/nonexistent")) {
            try DirectoryLock("/nonexistent")
        }
        #expect(
            DirectoryLock.Failure.unwritable(directory: "/x").description
                == "Cannot write to directory '/x'; check permissions.")
        #expect(
            DirectoryLock.Failure.inUse(directory: "/x").description
                == "Cannot obtain a lock on directory /x. Bitcoin Core is probably already running.")
    }

    @Test func writesAndRemovesThePIDFile() throws {
        let path = folder.file("bitcoind.pid")
        try PIDFile.create(path)
        #expect(try FileContents.read(path) == Array("\(getpid())\n".utf8))
        PIDFile.remove(path)
        #expect(!Path.exists(path))
        let missing = folder.file("none/x.pid")
        #expect(
            throws: ConfigurationError(
                "Unable to create the PID file '\(missing)': No such file or directory")
        ) { try PIDFile.create(missing) }
    }

    @Test func joinsAndSplitsPaths() {
        #expect(Path.join("/a", "b") == "/a/b")
        #expect(Path.join("/a/", "b") == "/a/b")
        #expect(Path.join("/a", "/b") == "/b")
        #expect(Path.join("/a", "") == "/a")
        #expect(Path.parent("/a/b") == "/a")
        #expect(Path.parent("/a") == "/")
        #expect(Path.parent("a") == "")
        #expect(Path.fileName("/a/b") == "b")
        #expect(Path.quoted("a\"b\\") == "\"a\\\"b\\\\\"")
        #expect(Path.normalized("/../a/./b/../c/") == "/a/c")
        #expect(Path.normalized("../a/../..") == "../..")
    }
}
