// LevelDB finds again, after it was closed, what was written, and nothing else.
#include "require.h"

#include <leveldb/c.h>

#include <string>

namespace {

const std::string place = "leveldb-test";

leveldb_t* open(const leveldb_options_t* options)
{
    char* error = nullptr;
    leveldb_t* database = leveldb_open(options, place.c_str(), &error);
    if (error) std::fprintf(stderr, "%s\n", error);
    REQUIRE(database);
    return database;
}

std::string name_of(int number) { return "key " + std::to_string(number); }

} // namespace

int main()
{
    char* error = nullptr;
    leveldb_options_t* options = leveldb_options_create();
    leveldb_options_set_create_if_missing(options, 1);
    leveldb_destroy_db(options, place.c_str(), &error);
    leveldb_free(error);
    error = nullptr;

    leveldb_writeoptions_t* synced = leveldb_writeoptions_create();
    leveldb_writeoptions_set_sync(synced, 1);
    leveldb_writebatch_t* batch = leveldb_writebatch_create();
    const std::string value(1000, 'v');
    for (int number = 0; number < 1000; ++number) {
        const std::string key = name_of(number);
        leveldb_writebatch_put(batch, key.data(), key.size(), value.data(), value.size());
    }
    leveldb_t* database = open(options);
    leveldb_write(database, synced, batch, &error);
    REQUIRE(!error);
    leveldb_close(database);

    database = open(options);
    leveldb_readoptions_t* checked = leveldb_readoptions_create();
    leveldb_readoptions_set_verify_checksums(checked, 1);
    for (int number : {0, 999, 1000}) {
        const std::string key = name_of(number);
        size_t size = 0;
        char* found = leveldb_get(database, checked, key.data(), key.size(), &size, &error);
        REQUIRE(!error);
        if (number < 1000) {
            REQUIRE(found && std::string(found, size) == value);
        } else {
            REQUIRE(!found);
        }
        leveldb_free(found);
    }
    leveldb_close(database);
    leveldb_destroy_db(options, place.c_str(), &error);
    REQUIRE(!error);

    leveldb_readoptions_destroy(checked);
    leveldb_writebatch_destroy(batch);
    leveldb_writeoptions_destroy(synced);
    leveldb_options_destroy(options);
    return 0;
}
