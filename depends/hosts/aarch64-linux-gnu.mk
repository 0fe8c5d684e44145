host_arch := aarch64
host_swift_triple := aarch64-unknown-linux-gnu
include hosts/linux.mk
