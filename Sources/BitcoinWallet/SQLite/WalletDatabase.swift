import BitcoinSupport
import Glibc

/// The file of a wallet: a table of records, each a key and a value of bytes, in the layout of Bitcoin Core.
///
/// While it is open no other program can open it: the lock is SQLite's own, and ends with the process however it
/// ends. What ``transaction(_:)`` has returned from is on the disk.
final class WalletDatabase {
    /// How a database is opened.
    struct Options: Sendable {
        /// The network's message start, which SQLite keeps as the application id.
        var magic: [UInt8]
        /// Whether to return before data is on the disk (`-unsafesqlitesync`).
        var isUnsafe = false
    }

    /// The only layout there has been.
    private static let schemaVersion: Int64 = 0

    /// Where the file is.
    let path: String
    private let options: Options
    private let connection: SQLiteConnection
    private let readStatement: SQLiteStatement
    private let insertStatement: SQLiteStatement
    private let overwriteStatement: SQLiteStatement
    private let eraseStatement: SQLiteStatement
    private let erasePrefixStatement: SQLiteStatement

    /// Opens the file, or makes it, and takes the lock. Throws ``SQLiteError/inUse`` where another has it.
    init(path: String, _ options: Options) throws {
        self.path = path
        self.options = options
        let directory = Path.parent(path)
        try Path.createDirectories(directory)
        guard access(directory, W_OK) == 0 else {
            throw SQLiteError(
                "Failed to open database in directory '\(directory)': directory is not writable")
        }
        connection = try SQLiteConnection(path: path)
        try Self.lock(connection)
        try Self.configure(connection, options)
        readStatement = try connection.prepare("SELECT value FROM main WHERE key = ?")
        insertStatement = try connection.prepare("INSERT INTO main VALUES(?, ?)")
        overwriteStatement = try connection.prepare("INSERT OR REPLACE INTO main VALUES(?, ?)")
        eraseStatement = try connection.prepare("DELETE FROM main WHERE key = ?")
        erasePrefixStatement = try connection.prepare("DELETE FROM main WHERE instr(key, ?) = 1")
    }

    private static func lock(_ connection: SQLiteConnection) throws(SQLiteError) {
        guard try !connection.isReadOnly else {
            throw SQLiteError("Database opened in readonly mode but read-write permissions are needed")
        }
        try connection.execute(
            "PRAGMA locking_mode = exclusive", orSay: "Unable to change database locking mode to exclusive")
        do {
            // In exclusive mode the lock is kept when the transaction ends, until the file is closed.
            try connection.execute("BEGIN EXCLUSIVE TRANSACTION", orSay: "")
        } catch {
            throw SQLiteError.inUse
        }
        try connection.execute("COMMIT", orSay: "Unable to end exclusive lock transaction")
    }

    private static func configure(_ connection: SQLiteConnection, _ options: Options) throws {
        try connection.execute("PRAGMA fullfsync = true", orSay: "Failed to enable fullfsync")
        if options.isUnsafe {
            Log.warning(
                "SQLite is configured to not wait for data to be flushed to disk. "
                    + "Data loss and corruption may occur.")
            try connection.execute(
                "PRAGMA synchronous = OFF", orSay: "Failed to set synchronous mode to OFF")
        }
        var exists = false
        try connection.prepare("SELECT name FROM sqlite_master WHERE type='table' AND name='main'").run { _ in
            exists = true
            return false
        }
        guard !exists else { return }
        try connection.execute(
            "CREATE TABLE main(key BLOB PRIMARY KEY NOT NULL, value BLOB NOT NULL)",
            orSay: "Failed to create new database")
        try connection.execute(
            "PRAGMA application_id = \(Int32(bitPattern: applicationID(options.magic)))",
            orSay: "Failed to set the application id")
        try connection.execute(
            "PRAGMA user_version = \(schemaVersion)", orSay: "Failed to set the wallet schema version")
    }

    private static func applicationID(_ magic: [UInt8]) -> UInt32 {
        magic.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Closes the file and gives up the lock. The database must not be used any more.
    func close() {
        for statement in [
            readStatement, insertStatement, overwriteStatement, eraseStatement, erasePrefixStatement,
        ] {
            statement.finalize()
        }
        connection.close()
    }

    /// Throws unless the file is an undamaged wallet of this network.
    func verify() throws {
        let expected = Self.applicationID(options.magic)
        let actual = UInt32(truncatingIfNeeded: try connection.pragma("application_id"))
        guard actual == expected else {
            throw SQLiteError("Unexpected application id. Expected \(expected), got \(actual)")
        }
        let version = try connection.pragma("user_version")
        guard version == Self.schemaVersion else {
            throw SQLiteError(
                "Unknown sqlite wallet schema version \(version). Only version \(Self.schemaVersion) is "
                    + "supported")
        }
        var problems = ""
        try connection.prepare("PRAGMA integrity_check").run { row in
            if let text = row.text(0), text != "ok" { problems += text + "\n" }
            return true
        }
        guard problems.isEmpty else { throw WalletError("Failed to verify database\n" + problems) }
    }

    // MARK: Records

    /// The value of a record, or `nil` if there is none.
    func value(of key: [UInt8]) throws -> [UInt8]? {
        var value: [UInt8]?
        try readStatement.run([key]) { row in
            value = row.bytes(0)
            return false
        }
        return value
    }

    /// Writes a record, in place of the one with the same key if there is one.
    func write(_ value: [UInt8], for key: [UInt8]) throws {
        try overwriteStatement.run([key, value])
    }

    /// Writes a record whose key must be a new one.
    func insert(_ value: [UInt8], for key: [UInt8]) throws {
        try insertStatement.run([key, value])
    }

    /// Removes a record, if there is one.
    func erase(_ key: [UInt8]) throws {
        try eraseStatement.run([key])
    }

    /// Removes every record whose key begins so.
    func erase(prefix: [UInt8]) throws {
        try erasePrefixStatement.run([prefix])
    }

    /// Hands over every record whose key begins so, in the order of the keys.
    func visit(prefix: [UInt8] = [], _ body: ([UInt8], [UInt8]) throws -> Void) throws {
        var condition = ""
        var parameters: [[UInt8]] = []
        if !prefix.isEmpty {
            condition = " WHERE key >= ?"
            parameters = [prefix]
            if let end = Self.successor(of: prefix) {
                condition += " AND key < ?"
                parameters.append(end)
            }
        }
        try connection.prepare("SELECT key, value FROM main" + condition).run(parameters) { row in
            try body(row.bytes(0), row.bytes(1))
            return true
        }
    }

    /// The first key behind all that begin so; `nil` if there is none.
    private static func successor(of prefix: [UInt8]) -> [UInt8]? {
        var end = prefix
        while let last = end.popLast() {
            if last < .max { return end + [last + 1] }
        }
        return nil
    }

    // MARK: Transactions

    /// Does all of something or nothing of it. Inside another transaction it is a part of that one.
    func transaction<Result>(_ body: () throws -> Result) throws -> Result {
        guard try !connection.isInTransaction else { return try body() }
        try connection.execute("BEGIN TRANSACTION", orSay: "Failed to begin the transaction")
        do {
            let result = try body()
            try connection.execute("COMMIT TRANSACTION", orSay: "Failed to commit the transaction")
            return result
        } catch {
            // After some errors SQLite has rolled back by itself.
            if try connection.isInTransaction {
                try connection.execute("ROLLBACK TRANSACTION", orSay: "Failed to abort the transaction")
            }
            throw error
        }
    }

    /// Writes the file anew, so that nothing of what was erased is left in it.
    func rewrite() throws {
        try connection.execute("VACUUM", orSay: "Failed to rewrite the database")
    }

    /// Copies the database to a file.
    func backup(to path: String) throws {
        try connection.backup(to: path)
    }
}
