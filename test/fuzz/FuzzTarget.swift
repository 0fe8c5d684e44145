import BitcoinPrimitives

/// One thing that is given any bytes there are. It must neither crash nor, by a failing `precondition`, break a promise.
struct FuzzTarget: Sendable {
    /// The name on the command line.
    let name: String
    /// The folders of the shared corpora with inputs that it can begin with.
    var corpora: [String] = []
    /// Deals with one input.
    let run: @Sendable ([UInt8]) -> Void

    /// All of them, by name.
    static let all = [
        transaction, block, headers, merkleBlock, blockFilter, script, scriptEvaluation,
        transactionEvaluation, address, descriptor, miniscript, extendedKey, psbt, message, v1Transport,
        v2Transport, json, options, configuration, coin, undo, blockIndexRecord, snapshotMetadata,
        mempoolFile, httpRequest, walletRecords,
    ]

    /// The one of this name.
    static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }

    /// A target for a type whose values have one serialization: what can be read is written as the same bytes.
    static func serialization<Value: BinarySerializable & Sendable>(
        _ name: String, of type: Value.Type, corpora: [String] = [],
        check: @escaping @Sendable (Value) -> Void = { _ in }
    ) -> FuzzTarget {
        FuzzTarget(name: name, corpora: corpora) { bytes in
            guard let value = try? Value(serialized: bytes) else { return }
            precondition(value.serialized == bytes, "written otherwise than read")
            check(value)
        }
    }

    /// A target for a type that can be written in several ways: what is written is read as the same value, if it is
    /// one that can be.
    static func roundTrip<Value: BinarySerializable & Equatable & Sendable>(
        _ name: String, of type: Value.Type, corpora: [String] = [],
        if canBe: @escaping @Sendable (Value) -> Bool = { _ in true }
    ) -> FuzzTarget {
        FuzzTarget(name: name, corpora: corpora) { bytes in
            var reader = ByteReader(bytes)
            guard let value = try? Value(from: &reader), canBe(value) else { return }
            let again = try? Value(serialized: value.serialized)
            precondition(again == value, "read otherwise than written")
        }
    }
}
