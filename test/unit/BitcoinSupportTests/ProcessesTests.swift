import BitcoinTesting
import Glibc
import Testing

@testable import BitcoinSupport

@Suite struct ProcessesTests {
    private let folder = TemporaryDirectory()

    @Test func everyWaiterHearsOfTheShutdownOnce() async {
        let signal = ShutdownSignal()
        #expect(!signal.isRequested)
        async let first: Void = signal.wait()
        async let second: Void = signal.wait()
        signal.request()
        signal.request()
        _ = await (first, second)
        await signal.wait()
        #expect(signal.isRequested)
    }

    @Test func runsCommandsOfTheUser() throws {
        ShellCommand.run("echo \(ShellCommand.quoted("it's $HOME")) > \(folder.file("out"))")
        #expect(String(decoding: try FileContents.read(folder.file("out")), as: UTF8.self) == "it's $HOME\n")
    }

    @Test func namesThreads() async {
        let name = await withCheckedContinuation { continuation in
            startThread(named: "a-rather-long-name") { continuation.resume(returning: ThreadName.current) }
        }
        #expect(name == "a-rather-long")
    }
}
