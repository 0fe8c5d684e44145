package := native_capnp
$(package)_version := 1.1.0
$(package)_url := https://capnproto.org
$(package)_file := capnproto-c++-1.1.0.tar.gz
$(package)_sha256 := 07167580e563f5e821e3b2af1c238c16ec7181612650c5901330fa9a0da50939
$(package)_source_package := debian:trixie/capnproto
$(package)_patch_set := capnp
$(package)_patches := relocatable_import_path.patch
$(package)_config_opts := -DWITH_OPENSSL=OFF -DWITH_ZLIB=OFF -DWITH_FIBERS=OFF
$(package)_build_targets := capnp_tool capnpc_cpp capnpc_capnp

# The tools and the schemas that they import by absolute path; the libraries are capnp's.
define $(package)_stage_cmds
mkdir -p "$$STAGED/bin" "$$STAGED/include/capnp/compat"
cp "$$BUILD_DIR"/src/capnp/capnp "$$BUILD_DIR"/src/capnp/capnpc-c++ "$$BUILD_DIR"/src/capnp/capnpc-capnp "$$STAGED/bin"
"$$STRIP" "$$STAGED"/bin/*
cp src/capnp/*.capnp "$$STAGED/include/capnp"
cp src/capnp/compat/*.capnp "$$STAGED/include/capnp/compat"
endef
