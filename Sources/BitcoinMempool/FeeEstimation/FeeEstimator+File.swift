import BitcoinPrimitives

// The file fee_estimates.dat, as upstream has it: all numbers little-endian, with lists behind their counts.
extension FeeEstimator {
    /// The version of the format.
    private static let fileVersion: Int32 = 309900

    /// What a file holds.
    public var serialized: [UInt8] {
        var writer = ByteWriter()
        writer.write(Self.fileVersion)
        writer.write(bestHeight)
        writer.write(spanToKeep.lowerBound)
        writer.write(spanToKeep.upperBound)
        writer.write(doubles: buckets.limits)
        for horizon in Self.fileOrder { writer.write(record(horizon)) }
        return writer.bytes
    }

    /// The order of the records in the file.
    private static let fileOrder: [Horizon] = [.medium, .short, .long]

    /// Reads what a file holds. Bytes after it are ignored.
    public init(serialized bytes: [UInt8]) throws(FeeEstimateFileError) {
        var reader = FeeEstimateReader(ByteReader(bytes))
        let version: Int32 = try reader.integer()
        guard version == Self.fileVersion else {
            throw .version(version, current: Self.fileVersion)
        }
        let best: UInt32 = try reader.integer()
        let first: UInt32 = try reader.integer()
        let last: UInt32 = try reader.integer()
        guard first <= last, last <= best else {
            throw .corrupt("Historical block range for estimates is invalid")
        }
        let buckets = try FeeRateBuckets(reader.doubles())
        let medium = try ConfirmationRecord(reader.record(), buckets: buckets.count)
        let short = try ConfirmationRecord(reader.record(), buckets: buckets.count)
        let long = try ConfirmationRecord(reader.record(), buckets: buckets.count)
        self.init(
            buckets: buckets, records: [short, medium, long], bestHeight: best, pastHeights: first...last)
    }
}

extension ByteWriter {
    fileprivate mutating func write(_ value: Double) {
        write(value.bitPattern)
    }

    fileprivate mutating func write(doubles: [Double]) {
        writeCompactSize(doubles.count)
        for value in doubles { write(value) }
    }

    fileprivate mutating func write(table: [[Double]]) {
        writeCompactSize(table.count)
        for row in table { write(doubles: row) }
    }

    fileprivate mutating func write(_ record: ConfirmationRecord) {
        write(record.decay)
        write(UInt32(record.scale))
        write(doubles: record.rateSums)
        write(doubles: record.counts)
        write(table: record.confirmed)
        write(table: record.failed)
    }
}

/// Reads the parts of the file. No list is believed to be longer than one of a file that makes sense.
private struct FeeEstimateReader {
    private var reader: ByteReader
    private static let maximumCount = 1008

    init(_ reader: ByteReader) { self.reader = reader }

    mutating func integer<Value: FixedWidthInteger & BitwiseCopyable>() throws(FeeEstimateFileError) -> Value
    {
        do throws(SerializationError) {
            return try reader.read()
        } catch {
            throw .truncated
        }
    }

    /// Averages are neither endless nor below zero.
    private mutating func double() throws(FeeEstimateFileError) -> Double {
        let bits: UInt64 = try integer()
        let value = Double(bitPattern: bits)
        guard value.isFinite, value >= 0 else { throw .corrupt("Numbers must be finite and not negative") }
        return value
    }

    private mutating func count() throws(FeeEstimateFileError) -> Int {
        let count: UInt64
        do throws(SerializationError) {
            count = try reader.readCompactSize()
        } catch {
            throw .truncated
        }
        guard count <= UInt64(Self.maximumCount) else { throw .corrupt("A list is too long") }
        return Int(count)
    }

    mutating func doubles() throws(FeeEstimateFileError) -> [Double] {
        var list: [Double] = []
        for _ in 0..<(try count()) { list.append(try double()) }
        return list
    }

    private mutating func table() throws(FeeEstimateFileError) -> [[Double]] {
        var rows: [[Double]] = []
        for _ in 0..<(try count()) { rows.append(try doubles()) }
        return rows
    }

    mutating func record() throws(FeeEstimateFileError) -> ConfirmationRecord.Stored {
        ConfirmationRecord.Stored(
            decay: try double(), scale: try integer(), rateSums: try doubles(), counts: try doubles(),
            confirmed: try table(), failed: try table())
    }
}
