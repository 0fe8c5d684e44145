import BitcoinSupport
internal import CSQLite
import Glibc

/// Has SQLite name files by ``FileCalls``, as everything else here does, so that a wallet can lie where a sandbox alone
/// would not let this process go.
///
/// What SQLite does with files once they are open, and its questions whether there are any, need no such help.
enum SQLiteFiles {
    /// To be called once, before the first file is opened.
    static func useFileCalls() {
        guard let system = sqlite3_vfs_find(nil), let set = system.pointee.xSetSystemCall else { return }
        let open: @convention(c) (UnsafePointer<CChar>, Int32, Int32) -> Int32 = { path, flags, permissions in
            FileCalls.open(String(cString: path), flags, mode_t(truncatingIfNeeded: permissions))
        }
        let unlink: @convention(c) (UnsafePointer<CChar>) -> Int32 = {
            FileCalls.removeFile(String(cString: $0))
        }
        _ = set(system, "open", unsafeBitCast(open, to: sqlite3_syscall_ptr.self))
        _ = set(system, "unlink", unsafeBitCast(unlink, to: sqlite3_syscall_ptr.self))
    }
}
