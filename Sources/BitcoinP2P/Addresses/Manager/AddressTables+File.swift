import BitcoinPrimitives
import BitcoinSupport

/// Why stored addresses cannot be used.
enum AddressFileError: Error, CustomStringConvertible {
    /// Another program's future format: the file is set aside.
    case unsupportedFormat
    /// The file is damaged.
    case corrupt(String)

    var description: String {
        switch self {
        case .unsupportedFormat: "Unsupported format of addrman database"
        case .corrupt(let text): text
        }
    }
}

/// The tables as peers.dat has them.
extension AddressTables {
    /// The format that is written: several ports of an address.
    private static let format: UInt8 = 4
    /// The oldest format that a reader must know.
    private static let compatibleFormat: UInt8 = 4
    private static let incompatibilityBase: UInt8 = 32
    /// Marks the number of buckets, so that the first programs refuse the file.
    private static let bucketMark: Int32 = 1 << 30

    /// Appends the tables.
    func write(to writer: inout ByteWriter) {
        writer.write(Self.format)
        writer.write(Self.incompatibilityBase + Self.compatibleFormat)
        writer.write(placement.key)
        let sorted = records.sorted { $0.key < $1.key }
        let new = sorted.filter { $0.value.newReferences > 0 }
        let tried = sorted.filter { $0.value.isTried }
        writer.write(Int32(new.count))
        writer.write(Int32(tried.count))
        writer.write(Int32(Self.newBuckets) ^ Self.bucketMark)
        var indexes: [Int64: Int32] = [:]
        for (index, entry) in new.enumerated() {
            indexes[entry.key] = Int32(index)
            entry.value.write(to: &writer)
        }
        for entry in tried { entry.value.write(to: &writer) }
        for bucket in 0..<Self.newBuckets {
            let places = newTable[bucket * Self.bucketSize..<(bucket + 1) * Self.bucketSize]
            let inside = places.compactMap { indexes[$0] }
            writer.write(Int32(inside.count))
            for index in inside { writer.write(index) }
        }
        // No map of autonomous systems has a say in the places.
        writer.write(Hash256.zero)
    }

    /// Reads tables. Addresses whose place is taken are left out.
    init(from reader: inout ByteReader, isDeterministic: Bool) throws {
        self.init(isDeterministic: isDeterministic)
        let format: UInt8 = try reader.read()
        let compatible: UInt8 = try reader.read()
        guard compatible >= Self.incompatibilityBase else {
            throw AddressFileError.corrupt(
                "Corrupted addrman database: The compat value (\(compatible)) is lower than the expected "
                    + "minimum value \(Self.incompatibilityBase).: iostream error")
        }
        guard compatible - Self.incompatibilityBase <= Self.format else {
            throw AddressFileError.unsupportedFormat
        }
        placement = AddressPlacement(key: try reader.readHash())
        let newCount = Int(try reader.read(Int32.self))
        let triedCount = Int(try reader.read(Int32.self))
        let buckets = Int(try reader.read(Int32.self) ^ (format >= 1 ? Self.bucketMark : 0))
        try Self.check(newCount, "nNew", most: Self.newBuckets * Self.bucketSize)
        try Self.check(triedCount, "nTried", most: Self.triedBuckets * Self.bucketSize)
        for _ in 0..<newCount {
            let record = try AddressRecord(from: &reader)
            guard identifiers[record.address.endpoint] == nil else {
                throw AddressFileError.corrupt(
                    "Corrupt data. Consistency check failed with code -5: iostream error")
            }
            _ = insert(record)
        }
        for _ in 0..<triedCount { restoreTried(try AddressRecord(from: &reader)) }
        var entries: [(bucket: Int, id: Int64)] = []
        for bucket in 0..<max(0, buckets) {
            for _ in 0..<max(0, try reader.read(Int32.self)) {
                let index: Int32 = try reader.read()
                if index >= 0, index < newCount { entries.append((bucket, Int64(index))) }
            }
        }
        let mapVersion = format >= 2 ? try reader.readHash() : .zero
        let keepsBuckets = buckets == Self.newBuckets && mapVersion.isZero
        for entry in entries { restoreNew(entry.id, in: keepsBuckets ? entry.bucket : nil) }
        for (id, record) in records where !record.isTried && record.newReferences == 0 { delete(id) }
        guard !placement.key.isZero else {
            throw AddressFileError.corrupt(
                "Corrupt data. Consistency check failed with code -16: iostream error")
        }
    }

    private static func check(_ count: Int, _ name: String, most: Int) throws {
        guard (0...most).contains(count) else {
            throw AddressFileError.corrupt(
                "Corrupt AddrMan serialization: \(name)=\(count), should be in [0, \(most)]: iostream error")
        }
    }

    private mutating func restoreTried(_ record: AddressRecord) {
        let endpoint = record.address.endpoint
        let place = triedPlace(of: endpoint)
        guard endpoint.address.isValid, triedTable[place] == -1, identifiers[endpoint] == nil,
            record.lastSuccess > 0
        else { return }
        var record = record
        record.isTried = true
        let id = insert(record)
        newCounts[endpoint.address.network, default: 0] -= 1
        triedCounts[endpoint.address.network, default: 0] += 1
        triedTable[place] = id
    }

    /// Puts an address back into its bucket, or if that is not known or the place taken, where its source leads.
    private mutating func restoreNew(_ id: Int64, in bucket: Int?) {
        guard let record = records[id], record.address.endpoint.address.isValid,
            identifiers[record.address.endpoint] == id,
            record.newReferences < Self.maximumNewReferences
        else { return }
        let endpoint = record.address.endpoint
        var place = newPlace(
            of: endpoint, in: bucket ?? placement.newBucket(of: endpoint.address, from: record.source))
        if newTable[place] != -1 {
            place = newPlace(
                of: endpoint, in: placement.newBucket(of: endpoint.address, from: record.source))
        }
        guard newTable[place] == -1 else { return }
        newTable[place] = id
        records[id]?.newReferences += 1
    }
}

extension AddressRecord {
    /// Reads a record.
    init(from reader: inout ByteReader) throws(SerializationError) {
        address = try PeerAddress(storedIn: &reader)
        source = try NetworkAddress(version2: &reader)
        lastSuccess = max(0, try reader.read(Int64.self))
        failedAttempts = max(0, try reader.read(Int32.self))
    }

    /// Appends the record.
    func write(to writer: inout ByteWriter) {
        address.writeStored(to: &writer)
        source.writeVersion2(to: &writer)
        writer.write(lastSuccess)
        writer.write(failedAttempts)
    }
}

/// An address as files have it: with a number in front that tells how the rest is written.
extension PeerAddress {
    private static let storedVersion: UInt32 = 220_000
    /// Bits of the number that mean nothing.
    private static let ignoredBits: UInt32 = 0x7FFFF
    /// BIP155 follows.
    private static let version2Bit: UInt32 = 1 << 29

    /// Reads a stored address.
    init(storedIn reader: inout ByteReader) throws(SerializationError) {
        switch try reader.read(UInt32.self) & ~Self.ignoredBits {
        case 0: try self.init(from: &reader, encoding: .legacy)
        case Self.version2Bit: try self.init(from: &reader, encoding: .version2)
        default: throw .invalidValue("Unsupported CAddress disk format version")
        }
    }

    /// Appends the address as files have it.
    func writeStored(to writer: inout ByteWriter) {
        writer.write(Self.storedVersion | Self.version2Bit)
        write(to: &writer, encoding: .version2)
    }
}
