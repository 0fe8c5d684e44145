import BitcoinPrimitives
import Testing

@testable import BitcoinMempool

@Suite struct PackageChecksTests {
    @Test func countAndWeightAreLimited() {
        var pool = PoolFixture()
        let many = (0..<26).map { _ in pool.transaction() }
        #expect(PackageChecks.problem(with: many) == "package-too-many-transactions")
        #expect(PackageChecks.problem(with: Array(many.prefix(25))) == nil)
        let large = (0..<3).map { _ in pool.transaction(padding: 17_000) }
        #expect(large.reduce(0) { $0 + $1.weight } > 404_000)
        #expect(PackageChecks.problem(with: large) == "package-too-large")
        let single = pool.transaction(padding: 60_000)
        #expect(single.weight > 404_000)
        #expect(PackageChecks.problem(with: [single]) == nil, "one transaction has a limit of its own")
    }

    @Test func isSortedAndWithoutContradictions() {
        var pool = PoolFixture()
        let parent = pool.transaction()
        let child = pool.transaction([parent.output()])
        let rival = pool.transaction([parent.output()], outputs: 1)
        #expect(PackageChecks.problem(with: [parent, child]) == nil)
        #expect(PackageChecks.problem(with: [child, parent]) == "package-not-sorted")
        #expect(PackageChecks.problem(with: [parent, parent]) == "package-contains-duplicates")
        #expect(PackageChecks.problem(with: [parent, child, rival]) == "conflict-in-package")
    }

    @Test func childComesWithItsParentsOnly() {
        var pool = PoolFixture()
        let a = pool.transaction()
        let b = pool.transaction()
        let child = pool.transaction([a.output(), b.output()])
        #expect(PackageChecks.isChildWithParents([a, b, child]))
        #expect(PackageChecks.isChildWithParents([a, child]))
        #expect(!PackageChecks.isChildWithParents([a]))
        #expect(!PackageChecks.isChildWithParents([a, pool.transaction(), child]))
        let dependent = pool.transaction([a.output(1)])
        let both = pool.transaction([a.output(), dependent.output()])
        #expect(PackageChecks.isChildWithParents([a, dependent, both]))
        #expect(!PackageChecks.isChildWithParentsTree([a, dependent, both]))
        #expect(PackageChecks.isChildWithParentsTree([a, b, child]))
    }

    @Test func nameDoesNotDependOnTheOrder() {
        var pool = PoolFixture()
        let a = pool.transaction()
        let b = pool.transaction()
        #expect(PackageChecks.hash([a, b]) == PackageChecks.hash([b, a]))
        #expect(PackageChecks.hash([a, b]) != PackageChecks.hash([a]))
    }
}
