internal import CSQLite

/// A prepared statement. It belongs to the connection that made it and must not outlive it.
final class SQLiteStatement {
    private var handle: OpaquePointer?

    /// Prepares a statement.
    init(_ connection: OpaquePointer, _ text: String) throws(SQLiteError) {
        let code = sqlite3_prepare_v3(
            connection, text, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
        guard code == SQLITE_OK else {
            throw SQLiteError("Failed to setup SQL statements", code: code)
        }
    }

    deinit { finalize() }

    /// Gives the statement up. It must not be used any more.
    func finalize() {
        sqlite3_finalize(handle)
        handle = nil
    }

    /// Runs the statement with these parameters, and hands each row to the body, which tells whether to go on.
    ///
    /// SQLite copies the parameters, and forgets them when the run is over.
    func run(
        _ parameters: [[UInt8]] = [], row: (borrowing SQLiteRow) throws -> Bool = { _ in true }
    ) throws {
        // SQLite itself crashes when it is to forget the parameters of a statement that is gone.
        guard handle != nil else { throw SQLiteError.closed }
        defer {
            sqlite3_reset(handle)
            sqlite3_clear_bindings(handle)
        }
        for (index, bytes) in parameters.enumerated() { try bind(bytes, at: Int32(index + 1)) }
        while true {
            switch sqlite3_step(handle) {
            case SQLITE_DONE: return
            case SQLITE_ROW:
                guard try row(SQLiteRow(handle: handle)) else { return }
            case let code: throw SQLiteError("Unable to execute statement", code: code)
            }
        }
    }

    private func bind(_ bytes: [UInt8], at index: Int32) throws(SQLiteError) {
        let code = bytes.withUnsafeBytes { buffer in
            // An empty blob is not null, which is what no address stands for.
            buffer.count == 0
                ? sqlite3_bind_zeroblob(handle, index, 0)
                : csqlite_bind_copy(handle, index, buffer.baseAddress, Int32(clamping: buffer.count))
        }
        guard code == SQLITE_OK else { throw SQLiteError("Unable to bind to statement", code: code) }
    }
}

/// A row of a result, while the statement stands on it.
struct SQLiteRow: ~Copyable {
    fileprivate let handle: OpaquePointer?

    /// A copy of the bytes in a column.
    func bytes(_ column: Int32) -> [UInt8] {
        guard let start = sqlite3_column_blob(handle, column) else { return [] }
        let count = Int(sqlite3_column_bytes(handle, column))
        return Array(UnsafeRawBufferPointer(start: start, count: count))
    }

    /// The text in a column; `nil` if there is none.
    func text(_ column: Int32) -> String? {
        sqlite3_column_text(handle, column).map { String(cString: $0) }
    }

    /// The number in a column.
    func integer(_ column: Int32) -> Int64 {
        sqlite3_column_int64(handle, column)
    }
}
