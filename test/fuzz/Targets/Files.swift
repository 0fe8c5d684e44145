import BitcoinMempool
import BitcoinPrimitives
import BitcoinStorage

@testable import BitcoinWallet

// What stands in databases and files, which may be damaged or from elsewhere.
extension FuzzTarget {
    // The short form of amounts is for those that there can be.
    static let coin = roundTrip("coin", of: Coin.self) { $0.output.value.isValid }
    static let undo = roundTrip("undo", of: BlockUndo.self) { undo in
        undo.transactions.allSatisfy { $0.allSatisfy(\.output.value.isValid) }
    }
    static let blockIndexRecord = roundTrip("block-index-record", of: BlockIndexRecord.self)

    static let snapshotMetadata = FuzzTarget(name: "snapshot-metadata") { bytes in
        guard let metadata = try? SnapshotMetadata(bytes) else { return }
        precondition((try? SnapshotMetadata(metadata.bytes)) == metadata)
    }

    static let mempoolFile = FuzzTarget(name: "mempool-file") { bytes in
        var reader = ByteReader(bytes)
        _ = try? StoredMempool(from: &reader)
    }

    static let walletRecords = FuzzTarget(name: "wallet-records") { bytes in
        var reader = ByteReader(bytes)
        _ = try? DescriptorRecord(from: &reader)
        reader = ByteReader(bytes)
        _ = try? LocatorRecord(from: &reader)
        reader = ByteReader(bytes)
        _ = try? MasterKey(from: &reader)
        _ = try? TransactionRecord(serialized: bytes)
    }
}
