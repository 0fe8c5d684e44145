import BitcoinPrimitives
import BitcoinSupport
import BitcoinTesting
import Testing

@testable import BitcoinP2P

@Suite struct AddressTablesTests {
    private static let now: Int64 = 1_700_000_000
    private static let magic: [UInt8] = [0xFA, 0xBF, 0xB5, 0xDA]

    private func peer(_ text: String, age: Int64 = 0) throws -> PeerAddress {
        PeerAddress(
            try #require(NetworkEndpoint(text)), services: [.network, .witness],
            time: UInt32(Self.now - age))
    }

    private func source(_ text: String = "9.9.9.9") throws -> NetworkAddress {
        try #require(NetworkAddress(text))
    }

    /// Many addresses in many groups.
    private func many(_ count: Int) throws -> [PeerAddress] {
        try (0..<count).map { try peer("\(20 + $0 % 80).\($0 / 80 % 256).\($0 / 20480).1:8333") }
    }

    /// What must be so in any state.
    private func check(_ tables: AddressTables) {
        #expect(tables.list.count == tables.records.count)
        #expect(tables.identifiers.count == tables.records.count)
        #expect(tables.count(new: true) == tables.records.values.count { !$0.isTried })
        #expect(tables.count(new: false) == tables.records.values.count { $0.isTried })
        var references: [Int64: Int] = [:]
        for id in tables.newTable where id != -1 { references[id, default: 0] += 1 }
        for (id, record) in tables.records {
            #expect(tables.list[record.listPosition] == id)
            #expect(tables.identifiers[record.address.endpoint] == id)
            #expect(references[id, default: 0] == record.newReferences)
            #expect((record.newReferences > 0) != record.isTried)
        }
        let tried = tables.triedTable.filter { $0 != -1 }
        #expect(Set(tried) == Set(tables.records.filter(\.value.isTried).keys))
        #expect(Set(tried).count == tried.count)
    }

    // MARK: Adding

    @Test func keepsRoutableAddressesOnly() throws {
        var tables = AddressTables(isDeterministic: true)
        for text in ["127.0.0.1:8333", "10.0.0.1:8333", "[fe80::1]:8333", "0.0.0.0:8333"] {
            #expect(!tables.add(try peer(text), from: try source(), timePenalty: 0, now: Self.now))
        }
        #expect(tables.add(try peer("1.2.3.4:8333"), from: try source(), timePenalty: 0, now: Self.now))
        #expect(tables.count() == 1 && tables.count(of: .ipv4, new: true) == 1)
        check(tables)
    }

    @Test func portsOfOneAddressAreDifferentNodes() throws {
        var tables = AddressTables(isDeterministic: true)
        for port in [8333, 8334] {
            _ = tables.add(
                try peer("1.2.3.4:\(port)"), from: try source(), timePenalty: 0, now: Self.now)
        }
        #expect(tables.count() == 2)
    }

    @Test func gossipMakesAddressesLookOlderButNotTheirOwn() throws {
        var tables = AddressTables(isDeterministic: true)
        let address = try peer("1.2.3.4:8333")
        _ = tables.add(address, from: try source(), timePenalty: 7200, now: Self.now)
        #expect(tables.records.values.map(\.address.time) == [address.time - 7200])
        var other = AddressTables(isDeterministic: true)
        _ = other.add(address, from: address.endpoint.address, timePenalty: 7200, now: Self.now)
        #expect(other.records.values.map(\.address.time) == [address.time])
    }

    @Test func oneSourceFillsOnlyItsBuckets() throws {
        var tables = AddressTables(isDeterministic: true)
        for address in try many(40_000) {
            _ = tables.add(address, from: try source(), timePenalty: 0, now: Self.now)
        }
        let buckets = Set(
            tables.newTable.indices.filter { tables.newTable[$0] != -1 }.map {
                $0 / AddressTables.bucketSize
            })
        #expect(buckets.count <= 64)
        #expect(tables.count() <= 64 * AddressTables.bucketSize)
        check(tables)
    }

    @Test func anAddressGetsFewPlacesHoweverManyTellOfIt() throws {
        var tables = AddressTables(isDeterministic: true)
        for index in 0..<2000 {
            _ = tables.add(
                try peer("1.2.3.4:8333", age: 10_000 - Int64(index)),
                from: try source("\(index / 250 + 20).\(index % 250).1.1"), timePenalty: 0, now: Self.now)
        }
        #expect(tables.count() == 1)
        #expect(
            tables.records.values.allSatisfy {
                $0.newReferences <= AddressTables.maximumNewReferences
            })
        check(tables)
    }

    @Test func terribleAddressesGiveWay() throws {
        let day: Int64 = 24 * 3600
        #expect(
            AddressRecord(address: try peer("1.2.3.4:8333", age: 31 * day), source: try source())
                .isTerrible(now: Self.now))
        var record = AddressRecord(address: try peer("1.2.3.4:8333"), source: try source())
        #expect(!record.isTerrible(now: Self.now))
        record.failedAttempts = 3
        #expect(record.isTerrible(now: Self.now))
        record.lastTry = Self.now - 30
        #expect(!record.isTerrible(now: Self.now))
        record.address.time = UInt32(Self.now + 601)
        record.lastTry = 0
        #expect(record.isTerrible(now: Self.now))
    }

    // MARK: Trying

    @Test func anAddressThatAnswersIsMoved() throws {
        var tables = AddressTables(isDeterministic: true)
        let address = try peer("1.2.3.4:8333")
        #expect(tables.succeeded(address.endpoint, now: Self.now) == false)
        _ = tables.add(address, from: try source(), timePenalty: 0, now: Self.now)
        #expect(tables.succeeded(address.endpoint, now: Self.now) == true)
        #expect(tables.succeeded(address.endpoint, now: Self.now) == false)
        #expect(tables.count(new: true) == 0 && tables.count(new: false) == 1)
        check(tables)
    }

    /// Two addresses that belong at the same place among the tried ones.
    private func collision(in tables: inout AddressTables) throws -> (old: PeerAddress, new: PeerAddress) {
        for address in try many(5000) {
            _ = tables.add(address, from: try source(), timePenalty: 0, now: Self.now)
            guard tables.contains(address.endpoint) else { continue }
            let place = tables.triedPlace(of: address.endpoint)
            let occupant = tables.records[tables.triedTable[place]]?.address
            _ = tables.succeeded(address.endpoint, now: Self.now)
            if let occupant { return (occupant, address) }
        }
        throw Missing()
    }

    private struct Missing: Error {}

    @Test func whoIsInTheWayIsTestedBeforeHeIsReplaced() throws {
        var tables = AddressTables(isDeterministic: true)
        let (old, new) = try collision(in: &tables)
        #expect(tables.collisions.count == 1)
        #expect(tables.selectCollision()?.address.endpoint == old.endpoint)
        // He answers: the new one has to wait for another chance.
        _ = tables.succeeded(old.endpoint, now: Self.now + 1)
        tables.resolveCollisions(now: Self.now + 2)
        #expect(tables.collisions.isEmpty)
        let id = try #require(tables.identifiers[new.endpoint])
        #expect(tables.records[id]?.isTried == false)
        check(tables)
    }

    @Test func whoDoesNotAnswerIsReplaced() throws {
        var tables = AddressTables(isDeterministic: true)
        let (old, new) = try collision(in: &tables)
        let later = Self.now + 5 * 3600
        tables.attempted(old.endpoint, countsFailure: true, now: later)
        tables.resolveCollisions(now: later + 61)
        #expect(tables.records[try #require(tables.identifiers[new.endpoint])]?.isTried == true)
        #expect(tables.records[try #require(tables.identifiers[old.endpoint])]?.isTried == false)
        check(tables)
    }

    @Test func failuresCountOnlyAfterSomethingElseWorked() throws {
        var tables = AddressTables(isDeterministic: true)
        let address = try peer("1.2.3.4:8333")
        _ = tables.add(address, from: try source(), timePenalty: 0, now: Self.now)
        tables.attempted(address.endpoint, countsFailure: true, now: Self.now)
        tables.attempted(address.endpoint, countsFailure: true, now: Self.now + 1)
        #expect(tables.records.values.map(\.failedAttempts) == [1])
        tables.attempted(address.endpoint, countsFailure: false, now: Self.now + 2)
        #expect(tables.records.values.map(\.failedAttempts) == [1])
    }

    // MARK: Choosing

    @Test func choosesFromTheNetworksThatAreAskedFor() throws {
        var tables = AddressTables(isDeterministic: true)
        #expect(tables.select(newOnly: false, networks: [.ipv4], now: Self.now) == nil)
        _ = tables.add(try peer("1.2.3.4:8333"), from: try source(), timePenalty: 0, now: Self.now)
        #expect(tables.select(newOnly: false, networks: [.ipv6], now: Self.now) == nil)
        #expect(
            tables.select(newOnly: true, networks: [.ipv4], now: Self.now)?.address.endpoint.port == 8333)
        _ = tables.succeeded(try #require(NetworkEndpoint("1.2.3.4:8333")), now: Self.now)
        #expect(tables.select(newOnly: true, networks: [.ipv4], now: Self.now) == nil)
        #expect(tables.select(newOnly: false, networks: [.ipv4], now: Self.now) != nil)
    }

    @Test func samplesNoMoreThanIsAskedFor() throws {
        var tables = AddressTables(isDeterministic: true)
        for address in try many(500) {
            _ = tables.add(
                address, from: address.endpoint.address, timePenalty: 0, now: Self.now)
        }
        let count = tables.count()
        func sample(_ maximum: Int, _ percent: Int) -> Int {
            tables.sample(
                maximum: maximum, percent: percent, network: nil, onlyGood: true, now: Self.now
            ).count
        }
        #expect(sample(10, 0) == 10)
        #expect(sample(0, 23) == count * 23 / 100)
        #expect(sample(0, 0) == count)
        check(tables)
    }

    // MARK: The file

    private func file(_ tables: AddressTables) -> [UInt8] {
        NetworkFile.seal(messageStart: Self.magic) { tables.write(to: &$0) }
    }

    private func read(_ bytes: [UInt8]) throws -> AddressTables {
        try NetworkFile.open(bytes, messageStart: Self.magic) {
            try AddressTables(from: &$0, isDeterministic: true)
        }
    }

    @Test func everythingComesBackFromTheFile() throws {
        var tables = AddressTables(isDeterministic: true)
        let texts = [
            "1.2.3.4:8333", "[2600::1]:8333",
            "pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion:8333",
        ]
        for text in texts {
            _ = tables.add(try peer(text), from: try source(), timePenalty: 0, now: Self.now)
        }
        for address in try many(300) {
            _ = tables.add(address, from: address.endpoint.address, timePenalty: 0, now: Self.now)
        }
        for address in try many(50) { _ = tables.succeeded(address.endpoint, now: Self.now) }
        let copy = try read(file(tables))
        check(copy)
        #expect(copy.placement.key == tables.placement.key)
        for tried in [true, false] {
            let places = { (tables: AddressTables) in
                tables.entries(tried: tried).map { "\($0.bucket)/\($0.position) \($0.address) \($0.source)" }
            }
            #expect(places(copy) == places(tables))
        }
    }

    @Test func refusesATruncatedFileWhereverItEnds() throws {
        var tables = AddressTables(isDeterministic: true)
        _ = tables.add(try peer("1.2.3.4:8333"), from: try source(), timePenalty: 0, now: Self.now)
        let bytes = file(tables)
        for count in [0, 3, 4, 6, 40, 60, bytes.count - 33, bytes.count - 1] {
            #expect(throws: AddressFileError.self) { try read(Array(bytes.prefix(count))) }
        }
        #expect(throws: Never.self) { try read(bytes) }
    }

    @Test func noChangedByteTraps() throws {
        var tables = AddressTables(isDeterministic: true)
        for address in try many(20) {
            _ = tables.add(address, from: try source(), timePenalty: 0, now: Self.now)
        }
        var writer = ByteWriter()
        tables.write(to: &writer)
        for position in 0..<min(writer.bytes.count, 700) {
            var bytes = writer.bytes
            bytes[position] ^= 0xFF
            var reader = ByteReader(bytes)
            guard let changed = try? AddressTables(from: &reader, isDeterministic: true) else { continue }
            check(changed)
        }
    }

    @Test func refusesCountsThatTheTablesCannotHold() throws {
        for (offset, name) in [(34, "nNew"), (38, "nTried")] {
            var writer = ByteWriter()
            AddressTables(isDeterministic: true).write(to: &writer)
            var bytes = writer.bytes
            bytes.replaceSubrange(offset..<offset + 4, with: [0xFF, 0xFF, 0xFF, 0xFF])
            var reader = ByteReader(bytes)
            let error = #expect(throws: AddressFileError.self) {
                try AddressTables(from: &reader, isDeterministic: true)
            }
            #expect(error?.description.contains("\(name)=-1, should be in [0, ") == true)
        }
    }

    @Test func refusesTheFileOfAnotherNetworkAndABrokenChecksum() throws {
        let bytes = file(AddressTables(isDeterministic: true))
        var other = bytes
        other[0] ^= 1
        #expect(throws: AddressFileError.self) { try read(other) }
        var broken = bytes
        broken[broken.count - 1] ^= 1
        let error = #expect(throws: AddressFileError.self) { try read(broken) }
        #expect(error?.description == "Checksum mismatch, data corrupted")
    }

    @Test func aFileOfAFormatToComeIsSetAside() throws {
        let directory = TemporaryDirectory()
        let path = directory.file("peers.dat")
        var writer = ByteWriter()
        writer.write(Self.magic)
        writer.write([9, 32 + 9])
        try FileContents.write(writer.bytes, to: path)
        let manager = try AddressManager.load(path, messageStart: Self.magic)
        #expect(manager.count() == 0)
        #expect(Path.exists(path + ".bak"))
        #expect(throws: Never.self) { try AddressManager.load(path, messageStart: Self.magic) }
    }

    // MARK: Anchors

    @Test func anchorsAreUsedOnce() throws {
        let directory = TemporaryDirectory()
        let file = AnchorFile(path: directory.file("anchors.dat"), messageStart: Self.magic)
        let anchors = [try peer("1.2.3.4:8333"), try peer("5.6.7.8:8333")]
        file.write(anchors)
        #expect(file.take() == anchors)
        #expect(file.take().isEmpty)
    }

    @Test func damagedAnchorsAreForgotten() throws {
        let directory = TemporaryDirectory()
        let path = directory.file("anchors.dat")
        let file = AnchorFile(path: path, messageStart: Self.magic)
        file.write([try peer("1.2.3.4:8333")])
        var bytes = try FileContents.read(path)
        bytes.insert(0x31, at: 20)
        try FileContents.write(bytes, to: path)
        #expect(file.take().isEmpty)
        #expect(!Path.exists(path))
    }
}
