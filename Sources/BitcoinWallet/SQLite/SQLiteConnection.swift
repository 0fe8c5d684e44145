import BitcoinSupport
internal import CSQLite
import Glibc

/// An open database file. Not for several threads at once: its owner takes care of that.
final class SQLiteConnection {
    private(set) var handle: OpaquePointer?

    /// Opens a database for reading and writing, and makes it if there is none.
    init(path: String) throws(SQLiteError) {
        try Self.initialize()
        let flags = SQLITE_OPEN_FULLMUTEX | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        let code = sqlite3_open_v2(path, &handle, flags, nil)
        guard code == SQLITE_OK else {
            close()
            throw SQLiteError("Failed to open database", code: code)
        }
        sqlite3_extended_result_codes(handle, 1)
    }

    deinit { close() }

    /// Closes the file. The connection must not be used any more.
    func close() {
        // Statements that are left over keep the file open until they are gone, too.
        sqlite3_close_v2(handle)
        handle = nil
    }

    /// The version of the library.
    static var libraryVersion: String { String(cString: sqlite3_libversion()) }

    private static let initialization: Int32 = {
        let code = csqlite_serialize_threads()
        guard code == SQLITE_OK else { return code }
        let result = sqlite3_initialize()
        SQLiteFiles.useFileCalls()
        return result
    }()

    private static func initialize() throws(SQLiteError) {
        guard initialization == SQLITE_OK else {
            throw SQLiteError("Failed to initialize SQLite", code: initialization)
        }
    }

    /// The database, which throws ``SQLiteError/closed`` when it has been closed.
    private var database: OpaquePointer {
        get throws(SQLiteError) {
            guard let handle else { throw .closed }
            return handle
        }
    }

    /// Whether the file may only be read.
    var isReadOnly: Bool {
        get throws(SQLiteError) { sqlite3_db_readonly(try database, "main") != 0 }
    }

    /// Whether a transaction has begun that is neither committed nor rolled back.
    var isInTransaction: Bool {
        get throws(SQLiteError) { sqlite3_get_autocommit(try database) == 0 }
    }

    /// Runs a statement without parameters or results.
    ///
    /// - Parameter failure: what to say if that fails, before SQLite's own words.
    func execute(_ text: String, orSay failure: String) throws(SQLiteError) {
        let code = sqlite3_exec(try database, text, nil, nil, nil)
        guard code == SQLITE_OK else { throw SQLiteError(failure, code: code) }
    }

    /// A prepared statement.
    func prepare(_ text: String) throws(SQLiteError) -> SQLiteStatement {
        try SQLiteStatement(database, text)
    }

    /// The number that a pragma has.
    func pragma(_ name: String) throws -> Int64 {
        var value: Int64 = 0
        try prepare("PRAGMA \(name)").run { row in
            value = row.integer(0)
            return false
        }
        return value
    }

    /// Copies the whole database to a file, which is replaced if it is there.
    func backup(to path: String) throws(SQLiteError) {
        let database = try database
        var copy: OpaquePointer?
        defer { sqlite3_close_v2(copy) }
        var code = sqlite3_open(path, &copy)
        guard code == SQLITE_OK else { throw SQLiteError("Unable to open the backup", code: code) }
        guard let backup = sqlite3_backup_init(copy, "main", database, "main") else {
            throw SQLiteError("Unable to begin sqlite backup", code: sqlite3_errcode(copy))
        }
        let step = sqlite3_backup_step(backup, -1)
        code = sqlite3_backup_finish(backup)
        guard step == SQLITE_DONE else { throw SQLiteError("Unable to continue sqlite backup", code: step) }
        guard code == SQLITE_OK else { throw SQLiteError("Unable to finish sqlite backup", code: code) }
    }
}
