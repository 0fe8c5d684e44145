import BitcoinPrimitives
import BitcoinSupport

/// The folders of coins in a data directory: one of coins that were all validated, and, after `loadtxoutset`, one that
/// began with a snapshot. The file `base_blockhash` in the latter names the snapshot's block and is written last:
/// without it the folder counts for nothing.
public struct SnapshotFolder: Sendable {
    private static let baseName = "base_blockhash"

    /// The folder of validated coins.
    public let validatedPath: String
    /// The folder of coins that began with a snapshot.
    public let path: String
    /// Where the validated coins go when those of the snapshot take their place.
    private let discardedPath: String
    /// Where coins of a snapshot go that turned out to be wrong, for whoever wants to find out why.
    public let invalidPath: String

    /// The folders in a data directory.
    public init(dataDirectory: String) {
        validatedPath = "\(dataDirectory)/chainstate"
        path = "\(dataDirectory)/chainstate_snapshot"
        discardedPath = "\(validatedPath)_todelete"
        invalidPath = "\(path)_INVALID"
    }

    /// The snapshot's block, if coins of a snapshot were completely loaded.
    public func base() throws(StorageError) -> BlockHash? {
        guard Directory.exists(path) else { return nil }
        let file = "\(path)/\(Self.baseName)"
        guard Directory.exists(file) else {
            Log.warning(
                "[snapshot] snapshot chainstate dir is malformed! no base blockhash file exists at path "
                    + "\(path). Try deleting \(file) and calling loadtxoutset again?")
            return nil
        }
        let bytes = try SequentialFile(file, mode: .read).read(BlockHash.zero.bytes.count + 1)
        if bytes.count > BlockHash.zero.bytes.count {
            Log.warning("[snapshot] unexpected trailing data in \(file)")
        }
        guard let hash = BlockHash(Array(bytes.prefix(BlockHash.zero.bytes.count))) else {
            throw .truncated(path: file, position: 0)
        }
        return hash
    }

    /// Notes that all coins of a snapshot are in the folder. On return that is on the disk.
    public func setBase(_ hash: BlockHash) throws(StorageError) {
        let file = try SequentialFile("\(path)/\(Self.baseName)", mode: .write)
        try file.write(hash.bytes)
        try file.finish()
        Directory.synchronize(path)
        Directory.synchronize(Self.parent(of: path))
    }

    /// Removes the coins of a snapshot, whether all were loaded or not.
    public func remove() throws(StorageError) {
        guard Directory.exists(path) else { return }
        // First that by which the folder counts.
        try Directory.remove("\(path)/\(Self.baseName)")
        try Directory.removeAll(path)
        Directory.synchronize(Self.parent(of: path))
    }

    /// Puts the coins of a snapshot aside, since they are wrong.
    public func invalidate() throws(StorageError) {
        try Directory.removeAll(invalidPath)
        try Directory.rename(path, to: invalidPath)
        Directory.synchronize(Self.parent(of: path))
    }

    /// Puts the coins that began with a snapshot in the place of those by which they were validated. No database may
    /// be open in either folder.
    public func replaceValidated() throws(StorageError) {
        Log.info("[snapshot] deleting background chainstate directory (now unnecessary) (\(validatedPath))")
        try Directory.removeAll(discardedPath)
        try Directory.rename(validatedPath, to: discardedPath)
        try finishReplacement()
    }

    /// Goes on where `replaceValidated` was cut off, if it was.
    public func finishReplacement() throws(StorageError) {
        guard Directory.exists(discardedPath) else { return }
        if !Directory.exists(validatedPath) {
            Log.info(
                "[snapshot] moving snapshot chainstate (\(path)) to default chainstate directory (\(validatedPath))"
            )
            try Directory.rename(path, to: validatedPath)
            Directory.synchronize(Self.parent(of: path))
        }
        try Directory.remove("\(validatedPath)/\(Self.baseName)")
        do {
            try Directory.removeAll(discardedPath)
            Log.info("[snapshot] deleted background chainstate directory (\(validatedPath))")
        } catch {
            Log.warning(
                "Deletion of \(discardedPath) failed. Please remove it manually, as the directory is now unnecessary."
            )
        }
    }

    private static func parent(of path: String) -> String { Path.parent(path) }
}
