// SQLite undoes what was not committed.
#include "require.h"

#include <sqlite3.h>

namespace {

int count(sqlite3* database)
{
    sqlite3_stmt* statement = nullptr;
    REQUIRE(sqlite3_prepare_v2(database, "SELECT count(*) FROM main", -1, &statement, nullptr) == SQLITE_OK);
    REQUIRE(sqlite3_step(statement) == SQLITE_ROW);
    const int rows = sqlite3_column_int(statement, 0);
    REQUIRE(sqlite3_finalize(statement) == SQLITE_OK);
    return rows;
}

void run(sqlite3* database, const char* command)
{
    REQUIRE(sqlite3_exec(database, command, nullptr, nullptr, nullptr) == SQLITE_OK);
}

} // namespace

int main()
{
    // The library was built to be started by whoever uses it.
    REQUIRE(sqlite3_initialize() == SQLITE_OK);
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open(":memory:", &database) == SQLITE_OK);
    run(database, "CREATE TABLE main(key BLOB PRIMARY KEY NOT NULL, value BLOB NOT NULL)");
    run(database, "INSERT INTO main VALUES(x'01', x'02')");
    run(database, "BEGIN; INSERT INTO main VALUES(x'03', x'04')");
    REQUIRE(count(database) == 2);
    run(database, "ROLLBACK");
    REQUIRE(count(database) == 1);
    REQUIRE(sqlite3_close(database) == SQLITE_OK);
    REQUIRE(sqlite3_shutdown() == SQLITE_OK);
    return 0;
}
