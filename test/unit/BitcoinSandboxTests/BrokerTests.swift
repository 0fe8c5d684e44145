import BitcoinSupport
import BitcoinTesting
import Glibc
import Testing

@testable import BitcoinSandbox

@Suite struct BrokerTests {
    @Test func whatIsNamedIsGrantedWithWhatIsInIt() {
        let grants = PathGrants()
        grants.add("/extern/w6")
        #expect(grants.allows("/extern/w6"))
        #expect(grants.allows("/extern/w6/wallet.dat-journal"))
        #expect(grants.allows("/extern/w6-journal"))
        #expect(!grants.allows("/extern/w60"))
        #expect(!grants.allows("/extern"))
        #expect(grants.leads("/extern") && grants.leads("/"))
        #expect(!grants.leads("/extern/w6/a"))
    }

    @Test(arguments: [
        "/extern/w6/../../etc/passwd", "/extern/w6/./a", "extern/w6", "/extern//w6/a", "/extern/w6/a\0b",
    ])
    func pathsThatMeanSomethingElseAreNotGranted(_ path: String) {
        #expect(PathGrants.place(of: path) == nil)
        let grants = PathGrants()
        grants.add(path)
        #expect(!grants.leads("/"))
    }

    @Test func linksCountForWhereTheyLed() throws {
        let folder = TemporaryDirectory()
        try Path.createDirectories(folder.file("target"))
        try Path.createDirectories(folder.file("granted"))
        #expect(symlink(folder.file("target"), folder.file("link")) == 0)
        #expect(symlink("/etc", folder.file("granted/out")) == 0)
        #expect(symlink(folder.file("nothing"), folder.file("granted/dangling")) == 0)
        let grants = PathGrants()
        grants.add(folder.file("link"))
        grants.add(folder.file("granted"))
        let server = BrokerServer(grants: grants)
        let flags = O_RDWR | O_CREAT
        for name in ["link/a", "target/b"] {
            let answer = server.perform(
                BrokerRequest(.open, folder.file(name), flags: flags, permissions: 0o600))
            #expect(answer.code == 0, "\(name)")
            close(answer.descriptor)
        }
        for name in ["granted/out/passwd", "granted/dangling"] {
            let request = BrokerRequest(.open, folder.file(name), flags: flags, permissions: 0o600)
            #expect(server.perform(request).code == EACCES, "\(name)")
        }
        #expect(!Path.exists(folder.file("nothing")))
    }

    private func pair() throws -> (near: Int32, far: Int32) {
        var ends: [Int32] = [-1, -1]
        try #require(socketpair(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0, &ends) == 0)
        return (ends[0], ends[1])
    }

    @Test func theNextIsAskedOnceTheLastHasGone() throws {
        let folder = TemporaryDirectory()
        let grants = PathGrants()
        grants.add(folder.path)
        let next = try #require(BrokerServer.start(granting: grants))
        let (near, far) = try pair()
        close(far)
        let client = BrokerClient(socket: near)
        client.add(socket: next, process: 0)
        #expect(client.createFolder(folder.file("made"), permissions: 0o700).code == 0)
        #expect(Path.isDirectory(folder.file("made")))
    }

    /// Whoever reads a request and is gone may have done it.
    @Test(.timeLimit(.minutes(1)), arguments: [false, true])
    func whatMayHaveBeenDoneIsDoneAgainWhereThatIsTheSame(_ isSame: Bool) throws {
        let folder = TemporaryDirectory()
        let grants = PathGrants()
        grants.add(folder.path)
        let next = try #require(BrokerServer.start(granting: grants))
        let (near, far) = try pair()
        startThread(named: "reader") {
            _ = DescriptorPassing.receive(BrokerRequest.maximumSize, from: far)
            close(far)
        }
        let client = BrokerClient(socket: near)
        client.add(socket: next, process: 0)
        if isSame {
            let answer = client.open(folder.path, flags: O_RDONLY | O_DIRECTORY, permissions: 0)
            #expect(answer.code == 0)
            close(answer.descriptor)
        } else {
            #expect(client.createFolder(folder.file("made"), permissions: 0o700).code == EIO)
            #expect(client.createFolder(folder.file("made"), permissions: 0o700).code == 0)
        }
    }

    @Test func whereNobodyIsLeftAllIsRefused() throws {
        let (near, far) = try pair()
        close(far)
        let client = BrokerClient(socket: near)
        #expect(client.removeFile("/tmp/x").code == EACCES)
        #expect(client.removeFile("/tmp/x").code == EACCES)
    }

    @Test func aGrantGivenTwiceIsTakenTwice() {
        let grants = PathGrants()
        grants.add("/a/b")
        grants.add("/a/b")
        grants.remove("/a/b")
        #expect(grants.allows("/a/b"))
        grants.remove("/a/b")
        #expect(!grants.allows("/a/b"))
    }

    @Test func theRootIsNeverGranted() {
        let grants = PathGrants()
        grants.add("/")
        grants.add("/a/../")
        #expect(!grants.allows("/etc/passwd"))
    }

    @Test func requestsSurviveTheWay() {
        let request = BrokerRequest(.open, "/a/\u{E9}", flags: O_RDWR | O_CREAT, permissions: 0o600)
        #expect(BrokerRequest(bytes: request.bytes) == request)
        #expect(BrokerRequest(bytes: [1, 0, 0]) == nil)
        #expect(BrokerRequest(bytes: [0xFF] + request.bytes.dropFirst()) == nil)
        #expect(BrokerRequest(bytes: request.bytes + [UInt8](repeating: 65, count: 9000)) == nil)
        #expect(BrokerRequest(bytes: request.bytes.prefix(9) + [0xFF]) == nil)
    }

    @Test func furtherTextsTravelOnlyWithWhatHasThem() {
        let request = BrokerRequest(.rename, "/a", more: ["/b"])
        #expect(BrokerRequest(bytes: request.bytes) == request)
        #expect(BrokerRequest(bytes: BrokerRequest(.rename, "/a").bytes) == nil)
        #expect(BrokerRequest(bytes: BrokerRequest(.open, "/a", more: ["/b"]).bytes) == nil)
        #expect(BrokerRequest(bytes: BrokerRequest(.startCommand, "a", more: ["%s"]).bytes) == nil)
    }

    @Test func opensWhatIsGrantedAndNothingElse() throws {
        let folder = TemporaryDirectory()
        let grants = PathGrants()
        grants.add(folder.file("granted"))
        let socket = try #require(BrokerServer.start(granting: grants))
        let client = BrokerClient(socket: socket)

        let refused = client.open(folder.file("other"), flags: O_RDWR | O_CREAT, permissions: 0o600)
        #expect(refused.code == EACCES)
        #expect(!Path.exists(folder.file("other")))

        #expect(client.createFolder(folder.file("granted"), permissions: 0o777) == FileBrokerAnswer())
        let opened = client.open(folder.file("granted/file"), flags: O_RDWR | O_CREAT, permissions: 0o4777)
        #expect(opened.code == 0 && opened.descriptor > 0)
        #expect(write(opened.descriptor, "abc", 3) == 3)
        close(opened.descriptor)
        #expect(try FileContents.read(folder.file("granted/file")) == Array("abc".utf8))
        var status = stat()
        #expect(stat(folder.file("granted/file"), &status) == 0 && status.st_mode & 0o7111 == 0)

        #expect(client.removeFile(folder.file("granted/none")).code == ENOENT)
        #expect(client.removeFile(folder.file("granted/file")) == FileBrokerAnswer())
        #expect(client.removeFolder(folder.path).code == EACCES)
        #expect(client.removeFolder(folder.file("granted")) == FileBrokerAnswer())
    }

    @Test func aFolderThatLeadsThereCanBeMadeAndListedButNoFileInItOpened() throws {
        let folder = TemporaryDirectory()
        let grants = PathGrants()
        grants.add(folder.file("a/b/w"))
        let server = BrokerServer(grants: grants)
        #expect(server.perform(BrokerRequest(.createFolder, folder.file("a"), permissions: 0o777)).code == 0)
        let listed = server.perform(BrokerRequest(.open, folder.file("a"), flags: O_RDONLY | O_DIRECTORY))
        #expect(listed.code == 0)
        close(listed.descriptor)
        #expect(server.perform(BrokerRequest(.open, folder.file("a/x"), flags: O_RDONLY)).code == EACCES)
        // A file in the place of a folder on the way.
        grants.add(folder.file("f/w"))
        try FileContents.write([1], to: folder.file("f"))
        #expect(server.perform(BrokerRequest(.open, folder.file("f"), flags: O_RDONLY)).code == ENOTDIR)
        #expect(server.perform(BrokerRequest(.open, folder.file("f"), flags: O_WRONLY)).code == EACCES)
        #expect(server.perform(BrokerRequest(.removeFolder, folder.file("a"))).code == EACCES)
    }

    @Test func flagsBeyondOpeningAreRefused() {
        let grants = PathGrants()
        grants.add("/dev/null")
        let server = BrokerServer(grants: grants)
        // O_PATH and O_TMPFILE
        for flag in [0o10000000, 0o20200000] as [Int32] {
            #expect(server.perform(BrokerRequest(.open, "/dev/null", flags: flag)).code == EACCES)
        }
    }

    @Test func aClosedBrokerRefuses() {
        var ends: [Int32] = [-1, -1]
        #expect(socketpair(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0, &ends) == 0)
        close(ends[1])
        #expect(BrokerClient(socket: ends[0]).removeFile("/a").code == EACCES)
    }

    // MARK: Several brokers

    /// The two ends of a connection.
    private func link() throws -> (mine: Int32, theirs: Int32) {
        var ends: [Int32] = [-1, -1]
        try #require(socketpair(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0, &ends) == 0)
        return (ends[0], ends[1])
    }

    /// A broker that says something else than the others, for as many requests as it is to live.
    private func broker(saying code: Int32, requests: Int = 100) throws -> Int32 {
        let ends = try link()
        startThread(named: "broker") {
            for _ in 0..<requests {
                guard DescriptorPassing.receive(BrokerRequest.maximumSize, from: ends.theirs) != nil else {
                    break
                }
                _ = DescriptorPassing.send(BrokerAnswer(code: code).bytes, -1, over: ends.theirs)
            }
            close(ends.theirs)
        }
        return ends.mine
    }

    /// A broker that takes a request and ends without an answer.
    private func brokerThatDies() throws -> Int32 {
        let ends = try link()
        startThread(named: "broker") {
            _ = DescriptorPassing.receive(BrokerRequest.maximumSize, from: ends.theirs)
            close(ends.theirs)
        }
        return ends.mine
    }

    @Test func theFirstBrokerIsAskedAndTheNextOneWhereItHasEnded() throws {
        let gone = try link()
        close(gone.theirs)
        let client = BrokerClient(socket: gone.mine)
        client.add(socket: try broker(saying: ENOENT), process: 0)
        client.add(socket: try broker(saying: ENOSPC), process: 0)
        #expect(client.removeFile("/a").code == ENOENT)
        #expect(client.removeFile("/a").code == ENOENT)
    }

    @Test func aBrokerThatIsForgottenIsNotAsked() throws {
        let client = BrokerClient(socket: try broker(saying: ENOENT))
        client.add(socket: try broker(saying: ENOSPC), process: 0)
        client.add(socket: try broker(saying: EPERM), process: .max)
        client.forget(process: 0)
        #expect(client.removeFile("/a").code == EPERM)
    }

    @Test func whatMayHaveBeenDoneIsAskedForAgainOnlyIfThatDoesNoHarm() throws {
        let client = BrokerClient(socket: try brokerThatDies())
        client.add(socket: try brokerThatDies(), process: 0)
        client.add(socket: try broker(saying: ENOENT), process: 0)
        #expect(client.rename("/a", to: "/b").code == EIO)
        #expect(client.open("/a", flags: O_RDONLY, permissions: 0).code == ENOENT)
        let other = BrokerClient(socket: try brokerThatDies())
        other.add(socket: try broker(saying: ENOENT), process: 0)
        #expect(other.open("/a", flags: O_WRONLY | O_CREAT | O_EXCL, permissions: 0).code == EIO)
    }

    @Test func aBrokerThatDoesNotAnswerInTimeIsEndedAndItsLateAnswerNotTakenForAnother() throws {
        var process: pid_t = 0
        let words = ["/bin/sleep", "60"]
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        try #require(posix_spawn(&process, words[0], nil, nil, &arguments, nil) == 0)
        let silent = try link()
        defer { close(silent.theirs) }
        var limit = timeval(tv_sec: 0, tv_usec: 20_000)
        setsockopt(silent.mine, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let client = BrokerClient()
        client.add(socket: silent.mine, process: process)
        client.add(socket: try broker(saying: ENOENT), process: 0)
        #expect(client.removeFile("/a").code == EIO)
        #expect(client.removeFile("/a").code == ENOENT)
        var status: Int32 = 0
        #expect(waitpid(process, &status, 0) == process && status & 0x7F == SIGKILL)
    }
}
