#pragma once

#include <sqlite3.h>

// What Swift cannot call: functions with any number of arguments, and a macro that is a pointer.

static inline int csqlite_serialize_threads(void) { return sqlite3_config(SQLITE_CONFIG_SERIALIZED); }

static inline int csqlite_bind_copy(sqlite3_stmt *statement, int index, const void *bytes, int count) {
    return sqlite3_bind_blob(statement, index, bytes, count, SQLITE_TRANSIENT);
}
