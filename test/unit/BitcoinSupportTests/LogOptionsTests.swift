import BitcoinSupport
import Testing

@Suite struct LogOptionsTests {
    private let logger = Logger()

    private func arguments(_ words: String...) throws -> Arguments {
        let arguments = Arguments(OptionTable([], acceptsUnknown: true))
        try arguments.parse(words)
        return arguments
    }

    @Test func appliesCategoriesInOrder() throws {
        try arguments(
            "-debug=http", "-debug=abc", "-debug=0", "-debug=rpc", "-debug=net", "-debugexclude=net"
        )
        .applyLogCategories(to: logger)
        #expect(!logger.isChosen(.http) && logger.isChosen(.rpc) && !logger.isChosen(.net))
        try arguments("-debug").applyLogCategories(to: logger)
        #expect(LogCategory.allCases.allSatisfy(logger.isChosen))
    }

    @Test func refusesUnknownCategoriesAndLevels() throws {
        #expect(throws: ArgumentsError("Unsupported logging category -debug=abc.")) {
            try arguments("-debug=abc").applyLogCategories(to: logger)
        }
        #expect(throws: ArgumentsError("Unsupported logging category -debugexclude=abc.")) {
            try arguments("-debugexclude=abc").applyLogCategories(to: logger)
        }
        #expect(
            throws: ArgumentsError(
                "Unsupported global logging level -loglevel=abc. Valid values: info, debug, trace.")
        ) { try arguments("-loglevel=abc").applyLogLevels(to: logger) }
        for level in ["net:abc", "net:info:abc", "abc:info"] {
            let error = try #require(throws: ArgumentsError.self) {
                try arguments("-loglevel=\(level)").applyLogLevels(to: logger)
            }
            #expect(
                error.description.hasPrefix(
                    "Unsupported category-specific logging level -loglevel=\(level). Expected "
                        + "-loglevel=<category>:<loglevel>. Valid categories: addrman, bench, blockstorage,"))
        }
    }

    @Test func namesTheLogFile() throws {
        #expect(try arguments("-nodebuglogfile").logFilePath == nil)
        #expect(try arguments("-debuglogfile=/x/y.log").logFilePath == "/x/y.log")
        #expect(try arguments("-datadir=/tmp").logFilePath == "/tmp/debug.log")
        let error = try #require(throws: ArgumentsError.self) {
            try arguments("-debuglogfile=/nonexistent/y.log").startLog(logger)
        }
        #expect(error.description == "Could not open debug log file /nonexistent/y.log")
    }
}
