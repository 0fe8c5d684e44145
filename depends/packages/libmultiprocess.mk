package := libmultiprocess
$(package)_local_dir := ../Sources/libmultiprocess
$(package)_dependencies := capnp
