import BitcoinInterfaces
import BitcoinSupport
import Glibc

/// The folder that wallets are kept in: each in a folder of its own that holds a `wallet.dat`, or, from old times,
/// as a file right in it.
struct WalletDirectory: Sendable {
    /// The folder's path.
    let path: String
    /// The network's message start.
    let magic: [UInt8]

    /// Folders deeper than this are not searched.
    private static let maximumDepth = 16

    /// The wallets in the folder, by name.
    func wallets() -> [WalletDirectoryEntry] {
        var found: [WalletDirectoryEntry] = []
        search(folder: "", depth: 0, into: &found)
        return found.sorted { $0.name < $1.name }
    }

    private func search(folder: String, depth: Int, into found: inout [WalletDirectoryEntry]) {
        let location = folder.isEmpty ? path : Path.join(path, folder)
        guard let names = Self.names(in: location) else {
            let problem = String(cString: strerror(errno))
            Log.warning(
                depth == 0
                    ? "Error scanning directory entries under \(location): \(problem)"
                    : "Error while scanning wallet dir item: \(problem) [\(location)].")
            return
        }
        for name in names {
            let relative = folder.isEmpty ? name : Path.join(folder, name)
            let item = Path.join(path, relative)
            if Path.isDirectory(item) {
                let file = Path.join(item, "wallet.dat")
                if let problem = Self.problem(with: file) {
                    Log.warning("Error while scanning wallet dir item: \(problem) [\(item)].")
                    continue
                }
                if let format = WalletFileFormat(path: file, magic: magic) {
                    found.append(WalletDirectoryEntry(name: relative, format: format.rawValue))
                }
                if !Self.isLink(item), depth < Self.maximumDepth {
                    search(folder: relative, depth: depth + 1, into: &found)
                }
            } else if depth == 0, !Self.isLink(item), !name.hasSuffix(".bak"),
                let format = WalletFileFormat(path: item, magic: magic)
            {
                if name == "wallet.dat" {
                    found.append(WalletDirectoryEntry(name: "", format: format.rawValue))
                } else if format == .berkeleyDB {
                    // No program makes these any more, but they can still be loaded by their names.
                    found.append(WalletDirectoryEntry(name: name, format: format.rawValue))
                }
            }
        }
    }

    /// Why a file cannot be looked at, if it is there: links in a circle, or a folder that nobody may enter.
    private static func problem(with path: String) -> String? {
        var status = stat()
        guard stat(path, &status) != 0, errno != ENOENT, errno != ENOTDIR else { return nil }
        return String(cString: strerror(errno))
    }

    private static func isLink(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }

    /// What is in a folder, in alphabetical order; `nil` if it cannot be read.
    private static func names(in folder: String) -> [String]? {
        guard let directory = opendir(folder) else { return nil }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                // The kernel ends the name with a zero inside the array.
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}
