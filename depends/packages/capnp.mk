package := capnp
$(package)_version := $(native_capnp_version)
$(package)_url := $(native_capnp_url)
$(package)_file := $(native_capnp_file)
$(package)_sha256 := $(native_capnp_sha256)
$(package)_source_package := $(native_capnp_source_package)
$(package)_recipe_files := packages/native_capnp.mk
$(package)_patches := libraries_without_tools.patch
$(package)_config_opts := $(native_capnp_config_opts) -DEXTERNAL_CAPNP=ON

define $(package)_postprocess_cmds
rm lib/pkgconfig/capnpc.pc lib/pkgconfig/kj-gzip.pc lib/pkgconfig/kj-tls.pc
endef
