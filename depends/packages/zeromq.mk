package := zeromq
$(package)_version := 4.3.4
$(package)_url := https://github.com/zeromq/libzmq/archive/refs/tags
$(package)_remote_file := v4.3.4.tar.gz
$(package)_sha256 := 0ff5a531c9ffaf0dfdc7dc78d13d1383088f454896d252934c429b2554d10559
$(package)_source_package := debian:bookworm/zeromq3
$(package)_config_opts := -DWITH_DOCS=OFF -DWITH_LIBSODIUM=OFF -DWITH_LIBBSD=OFF -DENABLE_CURVE=OFF -DENABLE_CPACK=OFF \
    -DENABLE_DRAFTS=OFF -DENABLE_NORM=OFF -DWITH_OPENPGM=OFF -DBUILD_SHARED=OFF -DBUILD_TESTS=OFF -DZMQ_BUILD_TESTS=OFF
$(package)_config_opts_mingw32 := -DZMQ_WIN32_WINNT=0x0A00 -DZMQ_HAVE_IPC=OFF

define $(package)_postprocess_cmds
rm -r share
endef
