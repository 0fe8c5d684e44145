package := libseccomp
$(package)_version := 2.6.0
$(package)_url := https://github.com/seccomp/libseccomp/releases/download/v2.6.0
$(package)_sha256 := 83b6085232d1588c379dc9b9cae47bb37407cf262e6e74993c61ba72d2a784dc
$(package)_source_package := debian:trixie/libseccomp
$(package)_build_system := plain
# It counts on names of the C library that no standard of C has.
$(package)_cppflags := -D_GNU_SOURCE

# The release brings what gperf makes; where that were made again, `false` would say so.
define $(package)_preprocess_cmds
touch src/syscalls.perf
touch src/syscalls.perf.c
endef
define $(package)_config_cmds
GPERF=false ./configure --host='$(host)' --prefix="$$PREFIX" --libdir="$$PREFIX/lib" --disable-shared --disable-python \
    --disable-dependency-tracking --disable-silent-rules
endef
define $(package)_build_cmds
$(MAKE) -C include
$(MAKE) -C src libseccomp.la
endef
define $(package)_stage_cmds
$(MAKE) -C include DESTDIR="$$DESTDIR" install
mkdir -p "$$STAGED/lib"
cp src/.libs/libseccomp.a "$$STAGED/lib"
endef
