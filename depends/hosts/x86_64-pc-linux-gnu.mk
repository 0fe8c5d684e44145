host_arch := x86_64
host_swift_triple := x86_64-unknown-linux-gnu
# Debian names its cross toolchain without the vendor.
host_toolchain := $(if $(filter x86_64-pc-linux-gnu,$(build)),,x86_64-linux-gnu-)
include hosts/linux.mk
