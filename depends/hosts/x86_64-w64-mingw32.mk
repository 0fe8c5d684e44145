host_arch := x86_64
host_swift_triple := x86_64-unknown-windows-msvc
include hosts/mingw32.mk
