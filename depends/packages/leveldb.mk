package := leveldb
$(package)_version := 1.23
$(package)_url := https://github.com/google/leveldb/archive/refs/tags
$(package)_remote_file := 1.23.tar.gz
$(package)_sha256 := 9a37f8a6174f09bd622bc723b55881dc541cd50747cbd08831c2a82d620f6d76
$(package)_source_package := debian:bookworm/leveldb
$(package)_config_opts := -DHAVE_SNAPPY=OFF -DHAVE_TCMALLOC=OFF -DHAVE_CRC32C=OFF \
    -DLEVELDB_BUILD_TESTS=OFF -DLEVELDB_BUILD_BENCHMARKS=OFF
