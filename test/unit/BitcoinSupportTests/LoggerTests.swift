import BitcoinTesting
import Glibc
import Testing

@testable import BitcoinSupport

@Suite struct LoggerTests {
    private let folder = TemporaryDirectory()
    private let logger = Logger()
    private var path: String { folder.file("debug.log") }

    private func contents(_ path: String? = nil) throws -> String {
        String(decoding: try FileContents.read(path ?? self.path), as: UTF8.self)
    }

    private func log(
        _ message: String, _ level: LogLevel = .info, _ category: LogCategory? = nil, limited: Bool = true
    ) {
        logger.log(level, category, message, limited: limited, source: LogSource())
    }

    private func start(_ change: (inout LogFormat) -> Void = { _ in }, limited: Bool = true) {
        var format = LogFormat()
        format.timestamps = false
        change(&format)
        logger.setFormat(format)
        #expect(logger.start(.init(file: path, console: false, isRateLimited: limited)))
    }

    @Test func keepsEarlyMessagesUntilItIsStarted() throws {
        log("early")
        start()
        log("late")
        #expect(try contents() == "\n\n\n\n\nearly\nlate\n")
    }

    @Test func discardsTheOldestEarlyMessagesWhenThereAreTooMany() throws {
        for index in 0..<20 { log("\(index) " + String(repeating: "x", count: 100_000)) }
        start()
        let text = try contents()
        #expect(text.contains("Early logging buffer overflowed, 11 log lines discarded.\n11 x"))
        #expect(text.utf8.count < 1_000_000)
    }

    @Test func saysWhenTheFileCannotBeOpened() {
        #expect(!logger.start(.init(file: folder.file("none/debug.log"), console: false)))
    }

    @Test func prefixesCategoryAndLevelAsUpstream() throws {
        start()
        log("plain")
        log("w", .warning)
        log("e", .error)
        log("d", .debug, .net)
        log("t", .trace, .net)
        log("i", .info, .ipc)
        let lines = try contents().split(separator: "\n")
        #expect(lines == ["plain", "[warning] w", "[error] e", "[net] d", "[net:trace] t", "[ipc:info] i"])
    }

    @Test func alwaysShowsCategoryAndLevelOnRequest() throws {
        start { $0.alwaysShowLevel = true }
        log("plain")
        log("d", .debug, .net)
        #expect(try contents().hasSuffix("[all:info] plain\n[net:debug] d\n"))
    }

    @Test func showsThreadSourceAndTime() throws {
        start { format in
            format.timestamps = true
            format.microseconds = true
            format.threadNames = true
            format.sourceLocations = true
        }
        log("x")
        let line = try contents().trimmed()
        let pattern =
            #/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z \[[^\]]+\] \[\w+\/LoggerTests.swift:\d+\] \[log\] x/#
        #expect(line.wholeMatch(of: pattern) != nil, "\(line)")
    }

    @Test func makesControlCharactersVisible() throws {
        start()
        log("a\u{1B}[31m\u{07}\tb\r\nc\u{7F}é")
        #expect(try contents().hasSuffix("a\\x1b[31m\\x07\\x09b\\x0d\nc\\x7fé\n"))
    }

    @Test func buildsDebugMessagesOnlyForChosenCategories() {
        #expect(!logger.willLog(.net, .debug))
        #expect(logger.enable("net"))
        #expect(logger.willLog(.net, .debug))
        #expect(!logger.willLog(.net, .trace))
        #expect(!logger.willLog(.rpc, .debug))
        #expect(logger.setLevel("trace"))
        #expect(logger.willLog(.net, .trace))
        #expect(logger.setLevel("info", ofCategory: "net"))
        #expect(!logger.willLog(.net, .debug))
        #expect(logger.willLog(.net, .info) && logger.willLog(.rpc, .error))
        #expect(logger.enable("all") && logger.disable("ipc"))
        #expect(logger.willLog(.rpc, .debug) && !logger.isChosen(.ipc))
        #expect(!logger.enable("abc") && !logger.setLevel("warning") && !logger.setLevel("x"))
        #expect(!logger.setLevel("debug", ofCategory: "abc"))
    }

    @Test func opensTheFileAnewAfterARotation() throws {
        start()
        log("one")
        #expect(rename(path, folder.file("old.log")) == 0)
        log("two")
        logger.requestReopen()
        log("three")
        #expect(try contents(folder.file("old.log")).hasSuffix("one\ntwo\n"))
        #expect(try contents() == "three\n")
    }

    @Test func limitsWhatOneSourceLineWritesToTheFile() throws {
        start()
        let line = String(repeating: "x", count: 99_999)
        for _ in 0..<20 { log(line) }
        logger.log(.info, nil, "another place", limited: true, source: LogSource())
        let text = try contents()
        #expect(text.utf8.count < 1_200_000)
        #expect(
            text.contains("[warning] Excessive logging detected from BitcoinSupportTests/LoggerTests.swift:"))
        #expect(text.contains(">1048576 bytes logged during the last time window of 3600s."))
        #expect(text.hasSuffix("[*] " + line + "\n[*] another place\n"))
    }

    @Test func doesNotLimitDebugMessagesNorAnythingWithoutLimit() throws {
        start(limited: false)
        for _ in 0..<15 { log(String(repeating: "x", count: 100_000)) }
        #expect(try contents().utf8.count > 1_500_000)
    }

    @Test func startsANewWindowAfterAnHour() {
        var limiter = LogRateLimiter(maximumBytes: 10, windowSeconds: 3600, now: 0)
        let source = LogSource()
        #expect(limiter.consume(10, from: source) == .pass)
        #expect(limiter.consume(1, from: source) == .startsSuppression)
        #expect(limiter.consume(5, from: source) == .suppressed)
        #expect(limiter.isSuppressing)
        #expect(limiter.startNewWindowIfDue(now: 3599).isEmpty)
        #expect(limiter.startNewWindowIfDue(now: 3600).map(\.droppedBytes) == [6])
        #expect(!limiter.isSuppressing)
        #expect(limiter.consume(10, from: source) == .pass)
    }

    @Test func shrinksOvergrownFilesToTheirEnd() throws {
        try FileContents.write([UInt8](repeating: 0x61, count: 11_000_001) + Array("end".utf8), to: path)
        #expect(LogFile.shrink(path: path))
        let text = try contents()
        #expect(text.utf8.count == LogFile.keptBytes)
        #expect(text.hasSuffix("aend"))
        #expect(LogFile.shrink(path: folder.file("none")))
    }

    @Test func tellsObserversAndRelaysMessagesOfOtherProcesses() throws {
        start { $0.timestamps = true }
        let seen = Box<[String]>([])
        let observer = logger.addObserver { line in seen.change { $0.append(line) } }
        logger.relay(
            RelayedLogMessage(
                timeMicroseconds: 1_231_006_505_000_000, level: .debug, category: .walletdb, thread: "wallet",
                text: "from the wallet"))
        logger.removeObserver(observer)
        log("unseen")
        #expect(seen.value == ["2009-01-03T18:15:05Z [walletdb] from the wallet\n"])
        #expect(try contents().hasSuffix("unseen\n"))
    }

    @Test func forwardsWhatWasKeptAndWhatComesAndWritesNothing() {
        log("early", .warning)
        let seen = Box<[RelayedLogMessage]>([])
        logger.forward { message in seen.change { $0.append(message) } }
        log("late", .debug, .rpc)
        #expect(seen.value.map(\.text) == ["early", "late"])
        #expect(seen.value.map(\.level) == [.warning, .debug])
        #expect(seen.value.last?.category == .rpc)
        #expect(seen.value.last?.thread == ThreadName.current)
    }

    @Test func namesOfLevelsAndCategoriesLeadBackToThem() {
        for level in LogLevel.allCases { #expect(LogLevel(name: level.name) == level) }
        for category in LogCategory.allCases {
            #expect(LogCategory(name: category.name) == category)
            #expect(category.name == "\(category)")
        }
        #expect(LogLevel(name: "loud") == nil && LogCategory(name: "abc") == nil)
    }
}
