import BitcoinPrimitives
import Multiprocess

// Primitive types travel in their own serialization: hashes as their 32 bytes, blocks and transactions as on the
// network.

/// Data does not have the length of a hash.
struct InvalidHashLength: Error, CustomStringConvertible {
    let count: Int

    var description: String { "A hash has 32 bytes, not \(count)" }
}

extension Hash256: DataConvertible {
    /// Reads the bytes.
    public init(wireData: [UInt8]) throws {
        guard let hash = Hash256(wireData) else { throw InvalidHashLength(count: wireData.count) }
        self = hash
    }

    /// The bytes.
    public var wireData: [UInt8] { bytes }
}

extension Identifier {
    init(wireHash: [UInt8]) throws {
        self.init(try Hash256(wireData: wireHash))
    }
}

extension BlockHash: DataConvertible {
    /// Reads the bytes.
    public init(wireData: [UInt8]) throws { try self.init(wireHash: wireData) }
    /// The bytes.
    public var wireData: [UInt8] { bytes }
}

extension Txid: DataConvertible {
    /// Reads the bytes.
    public init(wireData: [UInt8]) throws { try self.init(wireHash: wireData) }
    /// The bytes.
    public var wireData: [UInt8] { bytes }
}

extension Wtxid: DataConvertible {
    /// Reads the bytes.
    public init(wireData: [UInt8]) throws { try self.init(wireHash: wireData) }
    /// The bytes.
    public var wireData: [UInt8] { bytes }
}

/// Data is not what it is said to be.
struct MalformedData: Error, CustomStringConvertible {
    let cause: SerializationError

    var description: String {
        // Upstream reads arguments through a stream of another name, and clients look for its text.
        cause == .endOfData
            ? "SpanReader::read(): end of data: unspecified iostream_category error" : "\(cause)"
    }
}

extension BinarySerializable {
    /// Reads the whole of the data.
    public init(wireData: [UInt8]) throws {
        do throws(SerializationError) {
            try self.init(serialized: wireData)
        } catch {
            throw MalformedData(cause: error)
        }
    }

    /// The serialization.
    public var wireData: [UInt8] { serialized }
}

extension Transaction: DataConvertible {}
extension TransactionOutput: DataConvertible {}
extension Block: DataConvertible {}
extension OutPoint: DataConvertible {}
extension BlockHeader: DataConvertible {}

/// A script travels as its bytes alone.
extension Script: DataConvertible {
    /// Takes the bytes.
    public init(wireData: [UInt8]) { self.init(wireData) }
    /// The bytes.
    public var wireData: [UInt8] { bytes.array }
}

extension Amount: ScalarConvertible {
    /// Reads satoshis.
    public init(scalar: Int64) { self.init(satoshis: scalar) }
    /// Satoshis.
    public var scalar: Int64 { satoshis }
}

extension FeeRate: ScalarConvertible {
    /// Reads satoshis.
    public init(scalar: Int64) { self.init(satoshisPerKilobyte: scalar) }
    /// Satoshis.
    public var scalar: Int64 { satoshisPerKilobyte }
}
