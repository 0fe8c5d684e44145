import BitcoinSupport
internal import CSQLite

/// What SQLite could not do, in Bitcoin Core's words.
struct SQLiteError: Error, Hashable, CustomStringConvertible {
    /// The database was used after it had been closed: by a command that had waited meanwhile.
    static let closed = SQLiteError("The database has been closed")

    /// Another process has the database open, or this one has it open already.
    static let inUse = SQLiteError(
        "Unable to obtain an exclusive lock on the database, is it being used by another instance of "
            + "\(ClientVersion.clientName)?\n")

    /// What was tried, with its result.
    let description: String

    init(_ what: String) {
        description = "SQLiteDatabase: \(what)"
    }

    init(_ what: String, code: Int32) {
        self.init("\(what): \(String(cString: sqlite3_errstr(code)))")
    }
}
