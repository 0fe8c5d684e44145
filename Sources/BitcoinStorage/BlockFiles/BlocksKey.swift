import BitcoinSupport

/// The key of the block and undo files, kept beside them in `xor.dat`.
enum BlocksKey {
    /// Reads the key of a blocks folder, or makes one: a random one in a folder that holds
    /// nothing yet, a zero one in a folder from the time before such keys.
    static func load(directory: String, useKey: Bool) throws(StorageError) -> Obfuscation {
        let path = "\(directory)/xor.dat"
        let isFirstRun = Directory.entries(directory).allSatisfy { $0.hasPrefix(".") }
        let obfuscation: Obfuscation
        if Directory.exists(path) {
            let file = try FileHandle(path, mode: .read)
            let bytes = try file.readExactly(at: 0, count: Obfuscation.keySize)
            obfuscation = Obfuscation(bytes: bytes) ?? .none
        } else {
            obfuscation = useKey && isFirstRun ? .random() : .none
            let file = try FileHandle(path, mode: .create)
            try file.write(obfuscation.bytes, at: 0)
            try file.synchronize()
            Directory.synchronize(directory)
        }
        guard useKey || obfuscation.isNone else {
            throw .keyInUse(path: path, key: obfuscation.hex)
        }
        Log.info(
            "Using obfuscation key for blocksdir *.dat files (\(directory)): '\(obfuscation.hex)'")
        return obfuscation
    }
}
