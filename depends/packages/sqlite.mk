package := sqlite
$(package)_version := 3.46.1
$(package)_url := https://sqlite.org/2024
$(package)_file := sqlite-autoconf-3460100.tar.gz
$(package)_sha256 := 67d3fe6d268e6eaddcae3727fce58fcc8e9c53869bdd07a0c61e38ddf2965071
# The full source tree, of which the amalgamation is made first.
$(package)_source_package := debian:trixie/sqlite3
$(package)_other_file := sqlite3_3.46.1.orig.tar.xz
$(package)_other_sha256 := d0cdd2ece271b29e7ce18095745d892517ee26d0f270065b3a25c2e9eb11639c
$(package)_build_system := plain
$(package)_cppflags := -DSQLITE_DQS=0 -DSQLITE_DEFAULT_MEMSTATUS=0 -DSQLITE_OMIT_DEPRECATED \
    -DSQLITE_OMIT_SHARED_CACHE -DSQLITE_OMIT_JSON -DSQLITE_LIKE_DOESNT_MATCH_BLOBS \
    -DSQLITE_OMIT_DECLTYPE -DSQLITE_OMIT_PROGRESS_CALLBACK -DSQLITE_OMIT_AUTOINIT \
    -DSQLITE_OMIT_LOAD_EXTENSION -DHAVE_FDATASYNC=1 -DHAVE_USLEEP=1

define $(package)_preprocess_cmds
[ -f sqlite3.c ] || { CC='$(build_CC)' CFLAGS= ./configure --disable-tcl --disable-readline && $(MAKE) sqlite3.c; }
endef
define $(package)_build_cmds
$$CC $$CFLAGS -c sqlite3.c -o "$$BUILD_DIR/sqlite3.o"
$$AR rcs "$$BUILD_DIR/libsqlite3.a" "$$BUILD_DIR/sqlite3.o"
endef
define $(package)_stage_cmds
mkdir -p "$$STAGED/include" "$$STAGED/lib/pkgconfig"
cp sqlite3.h "$$STAGED/include"
cp "$$BUILD_DIR/libsqlite3.a" "$$STAGED/lib"
sed -e "s|@prefix@|$$PREFIX|" -e 's|@exec_prefix@|$${prefix}|' -e 's|@libdir@|$${prefix}/lib|' \
    -e 's|@includedir@|$${prefix}/include|' -e "s/@\(RELEASE\|PACKAGE_VERSION\)@/$$VERSION/" \
    -e 's|@LIBS@|-lm -lpthread|' sqlite3.pc.in > "$$STAGED/lib/pkgconfig/sqlite3.pc"
endef
