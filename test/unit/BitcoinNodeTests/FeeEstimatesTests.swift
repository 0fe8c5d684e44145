import BitcoinMempool
import BitcoinSupport
import BitcoinTesting
import Glibc
import Testing

@testable import BitcoinNode

@Suite struct FeeEstimatesTests {
    /// A file of an estimator that has seen a block.
    private func file(in directory: TemporaryDirectory) throws -> String {
        var estimator = FeeEstimator()
        estimator.connect([], height: 7)
        let path = directory.path + "/fee_estimates.dat"
        try FileContents.write(estimator.serialized, to: path)
        return path
    }

    @Test func readsAndWritesItsFile() throws {
        let directory = TemporaryDirectory()
        let path = try file(in: directory)
        let estimates = FeeEstimates(path: path, acceptsStale: false)
        #expect(estimates.current.bestHeight == 7)
        unlink(path)
        estimates.close()
        #expect(FeeEstimates(path: path, acceptsStale: false).current.bestHeight == 7)
    }

    @Test func oldEstimatesAreNotUsedUnlessTheUserWants() throws {
        let directory = TemporaryDirectory()
        let path = try file(in: directory)
        let old = timespec(tv_sec: time(nil) - 61 * 60 * 60 - 1, tv_nsec: 0)
        #expect(utimensat(AT_FDCWD, path, [old, old], 0) == 0)
        #expect(FeeEstimates(path: path, acceptsStale: false).current.bestHeight == 0)
        #expect(FeeEstimates(path: path, acceptsStale: true).current.bestHeight == 7)
    }

    @Test func damagedFilesAreNotUsed() throws {
        let directory = TemporaryDirectory()
        let path = try file(in: directory)
        try FileContents.write([1, 2, 3], to: path)
        #expect(FeeEstimates(path: path, acceptsStale: false).current.bestHeight == 0)
        #expect(FeeEstimates(path: directory.path + "/none", acceptsStale: false).current.bestHeight == 0)
    }

    @Test func whatCannotBeWrittenWholeIsNotWrittenAtAll() throws {
        let directory = TemporaryDirectory()
        let path = try file(in: directory)
        let before = try FileContents.read(path)
        let estimates = FeeEstimates(path: path, acceptsStale: false)
        // Where the new contents would be gathered, there is no place for a file.
        #expect(mkdir(path + ".tmp", 0o700) == 0)
        estimates.close()
        #expect(try FileContents.read(path) == before)
    }
}
