import BitcoinSupport
import Glibc

/// The addresses in their file, peers.dat.
extension AddressManager {
    /// Why there is no address manager.
    public struct LoadError: Error, CustomStringConvertible, Sendable {
        /// The message for the user.
        public let description: String
    }

    /// The addresses in a file. It is made where there is none, and set aside where it is of a format to come.
    public static func load(
        _ path: String, messageStart: [UInt8], isDeterministic: Bool = false
    ) throws(LoadError) -> AddressManager {
        let file = Path.quoted(path)
        guard Path.exists(path) else {
            Log.info("Creating peers.dat because the file was not found (\(file))")
            return start(path, messageStart, isDeterministic)
        }
        do {
            let bytes = try FileContents.read(path)
            let tables = try NetworkFile.open(bytes, messageStart: messageStart) { reader in
                try AddressTables(from: &reader, isDeterministic: isDeterministic)
            }
            Log.info("Loaded \(tables.count()) addresses from peers.dat")
            return AddressManager(tables)
        } catch AddressFileError.unsupportedFormat {
            guard FileCalls.rename(path, to: path + ".bak") == 0 else {
                throw LoadError(
                    description:
                        "Failed to rename invalid peers.dat file. Please move or delete it and try again.")
            }
            Log.warning(
                "Creating new peers.dat because the file version was not compatible (\(file)). "
                    + "Original backed up to peers.dat.bak")
            return start(path, messageStart, isDeterministic)
        } catch {
            throw LoadError(
                description:
                    "Invalid or corrupt peers.dat (\(error)). If you believe this is a bug, please report it to "
                    + "\(ClientVersion.bugReportAddress). As a workaround, you can move the file (\(file)) out of "
                    + "the way (rename, move, or delete) to have a new one created on the next start.")
        }
    }

    private static func start(
        _ path: String, _ messageStart: [UInt8], _ isDeterministic: Bool
    ) -> AddressManager {
        let manager = AddressManager(isDeterministic: isDeterministic)
        manager.write(to: path, messageStart: messageStart)
        return manager
    }

    /// Writes all addresses to a file.
    public func write(to path: String, messageStart: [UInt8]) {
        let tables = snapshot
        let bytes = NetworkFile.seal(messageStart: messageStart) { tables.write(to: &$0) }
        do {
            try FileContents.replace(path, with: bytes)
            Log.debug(.net, "Flushed \(tables.count()) addresses to peers.dat")
        } catch {
            Log.error("Addresses could not be written: \(error)")
        }
    }
}
