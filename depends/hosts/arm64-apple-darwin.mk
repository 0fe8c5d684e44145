host_arch := arm64
host_swift_triple := arm64-apple-macosx
include hosts/darwin.mk
