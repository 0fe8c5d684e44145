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
    public init(wireData: [UInt8]) throws {
        guard let hash = Hash256(wireData) else { throw InvalidHashLength(count: wireData.count) }
        self = hash
    }

    public var wireData: [UInt8] { bytes }
}

extension Identifier {
    init(wireHash: [UInt8]) throws {
        self.init(try Hash256(wireData: wireHash))
    }
}

extension BlockHash: DataConvertible {
    public init(wireData: [UInt8]) throws { try self.init(wireHash: wireData) }
    public var wireData: [UInt8] { bytes }
}

extension Txid: DataConvertible {
    public init(wireData: [UInt8]) throws { try self.init(wireHash: wireData) }
    public var wireData: [UInt8] { bytes }
}

extension Wtxid: DataConvertible {
    public init(wireData: [UInt8]) throws { try self.init(wireHash: wireData) }
    public var wireData: [UInt8] { bytes }
}

extension BinarySerializable {
    /// Reads the whole of the data.
    public init(wireData: [UInt8]) throws { try self.init(serialized: wireData) }

    /// The serialization.
    public var wireData: [UInt8] { serialized }
}

extension Transaction: DataConvertible {}
extension TransactionOutput: DataConvertible {}
extension Block: DataConvertible {}
extension BlockHeader: DataConvertible {}

extension Amount: ScalarConvertible {
    public init(scalar: Int64) { self.init(satoshis: scalar) }
    public var scalar: Int64 { satoshis }
}

extension FeeRate: ScalarConvertible {
    public init(scalar: Int64) { self.init(satoshisPerKilobyte: scalar) }
    public var scalar: Int64 { satoshisPerKilobyte }
}
