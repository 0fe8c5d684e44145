import BitcoinSupport
import Glibc

/// The password of this run, which lies in a file that only the user can read.
public struct AuthenticationCookie: Sendable {
    /// The user that the cookie stands for.
    public static let user = "__cookie__"

    /// Who besides the user may read the file.
    public enum Permissions: String, Sendable {
        case owner, group, all

        var mode: mode_t {
            switch self {
            case .owner: 0o600
            case .group: 0o640
            case .all: 0o644
            }
        }
    }

    /// Why there is no cookie. The log has said it.
    public struct WritingFailed: Error {}

    /// The file.
    public let path: String

    /// The cookie that lies at this path or is going to.
    public init(path: String) {
        self.path = path
    }

    /// Writes a new cookie and gives its password. The file appears with its contents whole.
    public func generate(permissions: Permissions? = nil) throws(WritingFailed) -> String {
        let password = Hex.encode(RandomBytes.generate(32))
        let temporary = path + ".tmp"
        let contents = Array("\(Self.user):\(password)".utf8)
        do {
            try FileContents.write(contents, to: temporary, permissions: 0o600)
        } catch  where error.code == EACCES && writeInPlace(contents) {
            // A sandbox leaves the process this one file of a folder.
            return password
        } catch {
            Log.warning("Unable to open cookie authentication file \(temporary) for writing")
            throw WritingFailed()
        }
        guard FileCalls.rename(temporary, to: path) == 0 else {
            Log.warning("Unable to rename cookie authentication file \(temporary) to \(path)")
            throw WritingFailed()
        }
        if let permissions, chmod(path, permissions.mode) != 0 {
            Log.warning("Unable to set permissions on cookie authentication file \(path)")
            throw WritingFailed()
        }
        Log.info("Generated RPC authentication cookie \(path)")
        Log.info("Permissions used for cookie: \((permissions ?? .owner).symbols)")
        return password
    }

    private func writeInPlace(_ contents: [UInt8]) -> Bool {
        guard Path.isFile(path) else { return false }
        guard (try? FileContents.write(contents, to: path)) != nil else { return false }
        Log.info("Generated RPC authentication cookie \(path)")
        return true
    }

    /// The first line of the file: user and password. `nil` if it cannot be read.
    public func read() -> String? {
        guard let bytes = try? FileContents.read(path, limit: 1 << 16) else { return nil }
        return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }

    /// Removes the file.
    public func delete() {
        if FileCalls.removeFile(path) != 0 && errno != ENOENT {
            // An empty cookie lets nobody in either.
            if errno == EACCES, truncate(path, 0) == 0 { return }
            Log.warning(
                "Unable to remove random auth cookie file \(path): \(SystemError.text(errno))")
        }
    }
}

extension AuthenticationCookie.Permissions {
    /// The permissions as `ls` shows them.
    fileprivate var symbols: String {
        String(
            [
                (0o400, "r"), (0o200, "w"), (0o100, "x"), (0o040, "r"), (0o020, "w"), (0o010, "x"),
                (0o004, "r"), (0o002, "w"), (0o001, "x"),
            ]
            .map { (bit: mode_t, symbol: Character) in mode & bit != 0 ? symbol : "-" })
    }
}
