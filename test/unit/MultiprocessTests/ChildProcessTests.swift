import Glibc
import Multiprocess
import Testing

@Suite struct ChildProcessTests {
    @Test func childGetsItsEndAndNothingElse() async throws {
        let directory = try TemporaryDirectory()
        // Open and not close-on-exec: what a careless library might leave behind.
        let leaked = open("/dev/null", O_RDONLY)
        defer { close(leaked) }
        let program = try directory.script(
            "ls /proc/self/fd > \(directory.path)/fds; echo $0 $* > \(directory.path)/args")
        let child = try ChildProcess.spawn(program)
        #expect(try child.wait() == 0)
        close(child.descriptor)
        // The standard streams as far as they are open, the connection, and the directory that `ls` lists.
        let open = try directory.read("fds").split(separator: "\n")
        #expect(open.contains("3"))
        #expect(Set(open).isSubset(of: ["0", "1", "2", "3", "4"]), "\(open)")
        #expect(try directory.read("args") == "\(program) -ipcfd 3\n")
    }

    @Test func spawningFromManyThreadsLeaksNothing() async throws {
        let directory = try TemporaryDirectory()
        let program = try directory.script("ls /proc/self/fd > \(directory.path)/$$")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    let child = try ChildProcess.spawn(program)
                    _ = try child.wait()
                    close(child.descriptor)
                    // The standard streams as far as they are open, the connection, and the directory that is listed.
                    let open = try directory.read("\(child.processID)").split(separator: "\n")
                    #expect(open.contains("3"))
                    #expect(Set(open).isSubset(of: ["0", "1", "2", "3", "4"]), "\(open)")
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func aKilledChildIsSeenAsADisconnect() async throws {
        let directory = try TemporaryDirectory()
        let program = try directory.script("exec sleep 36000")
        let child = try ChildProcess.spawn(program)
        let loop = try EventLoop(name: "parent")
        defer { loop.stop() }
        let connection = try await Connection.open(child.descriptor, on: loop, side: .client)
        let initial = try await connection.bootstrap()
        let call = Task { try await initial.construct(InitInterface.construct) }
        try await Task.sleep(for: .milliseconds(50))
        child.signal(SIGKILL)
        let error = await #expect(throws: RemoteError.self) { try await call.value }
        #expect(error?.kind == .disconnected)
        await connection.waitUntilClosed()
        #expect(try child.wait() == SIGKILL)
    }

    @Test func namesAProgramThatDoesNotExist() {
        let error = #expect(throws: SystemError.self) { try ChildProcess.spawn("/nonexistent/program") }
        #expect(error?.description == "Cannot start /nonexistent/program: No such file or directory")
    }

    @Test func recognisesThatItWasSpawned() throws {
        #expect(try SpawnedProcess.descriptor(["bitcoin-wallet"]) == nil)
        #expect(try SpawnedProcess.descriptor(["bitcoin-wallet", "-ipcfd=3"]) == nil)
        #expect(try SpawnedProcess.descriptor(["bitcoin-wallet", "-ipcfd", "3", "-regtest"]) == nil)
        let descriptor = open("/dev/null", O_RDONLY)
        defer { close(descriptor) }
        #expect(try SpawnedProcess.descriptor(["bitcoin-wallet", "-ipcfd", "\(descriptor)"]) == descriptor)
        #expect(fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0)
        for text in ["x", "-1", "99999", ""] {
            let error = #expect(throws: SpawnedProcess.InvalidDescriptor.self) {
                try SpawnedProcess.descriptor(["bitcoin-wallet", "-ipcfd", text])
            }
            #expect(error?.description.hasPrefix("Invalid -ipcfd number '\(text)'") == true)
        }
    }
}

extension TemporaryDirectory {
    /// Writes a shell script and answers its path.
    func script(_ text: String) throws -> String {
        let path = path + "/script"
        try write("script", "#!/bin/sh\n\(text)\n")
        chmod(path, 0o700)
        return path
    }

    func write(_ name: String, _ text: String) throws {
        guard let file = fopen("\(path)/\(name)", "w") else { throw SystemError() }
        fputs(text, file)
        fclose(file)
    }

    func read(_ name: String) throws -> String {
        guard let file = fopen("\(path)/\(name)", "r") else { throw SystemError() }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes[..<count], as: UTF8.self)
    }
}
