import BitcoinCommands
import BitcoinSupport
import Glibc

/// Why a wallet cannot be opened or made, and what kind of reason that is.
struct WalletOpenError: Error, CustomStringConvertible {
    /// What programs act on.
    enum Reason: Sendable {
        case badPath, notFound, badFormat, legacy, alreadyExists, unnamed, invalidBackup, encryption, other

        /// The number of the error that a command gives.
        var code: RPCError.Code {
            switch self {
            case .notFound, .badFormat, .legacy: .walletNotFound
            case .alreadyExists: .walletAlreadyExists
            case .unnamed, .invalidBackup: .invalidParameter
            case .encryption: .encryptionFailed
            case .badPath, .other: .wallet
            }
        }
    }

    var reason: Reason
    var description: String

    init(_ reason: Reason, _ description: String) {
        self.reason = reason
        self.description = description
    }

    /// The same with words before it.
    func prefixed(_ prefix: String) -> WalletOpenError {
        WalletOpenError(reason, "\(prefix) \(description)")
    }
}

/// Where the file of a wallet is.
struct WalletPath: Sendable {
    /// The folder of the wallet or, from old times, its file.
    let location: String
    private let magic: [UInt8]

    /// The place of a wallet by its name, which is a path in the folder of wallets or an absolute one.
    init(name: String, options: WalletOptions) throws(WalletOpenError) {
        magic = options.parameters.messageStart
        guard name.isEmpty || Path.normalized(name) == name else {
            throw WalletOpenError(.badPath, "Wallet name given as a path must be normalized")
        }
        let first = name.split(separator: "/", omittingEmptySubsequences: false).first ?? ""
        guard first != ".", first != ".." else {
            throw WalletOpenError(
                .badPath,
                "Wallet name given as a relative path cannot begin with ./ or ../, for wallets not in the "
                    + "walletdir, please use an absolute path.")
        }
        guard name != "/" else { throw WalletOpenError(.badPath, "Wallet name cannot be the root path") }
        location = Path.join(options.directory, name)
        var status = stat()
        guard lstat(location, &status) == 0 else { return }
        let kind = status.st_mode & S_IFMT
        guard
            kind == S_IFDIR || (kind == S_IFLNK && Path.isDirectory(location))
                || (kind == S_IFREG && Path.fileName(name) == name)
        else {
            throw WalletOpenError(
                .badPath,
                "Invalid -wallet path '\(name)'. -wallet path should point to a directory where wallet.dat and "
                    + "database/log.?????????? files can be stored, a location where such a directory could be "
                    + "created, or (for backwards compatibility) the name of an existing data file in -walletdir "
                    + "(\(Path.quoted(options.directory)))")
        }
    }

    /// The file.
    var file: String { Path.isFile(location) ? location : Path.join(location, "wallet.dat") }

    /// Whether it is a file of the time before descriptors.
    var isLegacy: Bool { WalletFileFormat(path: file, magic: magic) == .berkeleyDB }

    /// Throws unless there is a file that can be opened.
    func requireExisting() throws(WalletOpenError) {
        guard Path.exists(location) else {
            throw WalletOpenError(
                .notFound, "Failed to load database path '\(location)'. Path does not exist.")
        }
        switch WalletFileFormat(path: file, magic: magic) {
        case .sqlite: return
        case .berkeleyDB:
            throw WalletOpenError(
                .legacy,
                "Failed to open database path '\(location)'. The wallet appears to be a Legacy wallet, please use "
                    + "the wallet migration tool (migratewallet RPC or the GUI option).")
        case nil:
            throw WalletOpenError(
                .badFormat, "Failed to load database path '\(location)'. Data is not in recognized format.")
        }
    }

    /// Throws if there is a file.
    func requireAbsent() throws(WalletOpenError) {
        guard !Path.exists(file) else {
            throw WalletOpenError(
                .alreadyExists, "Failed to create database path '\(location)'. Database already exists.")
        }
    }
}
