# What all macOS hosts share: clang, lld and LLVM's tools, and Apple's SDK, which nobody else may give away. It lies in
# SDK_PATH, in a directory such as MacOSX15.0.sdk; doc/build-osx.md tells how to get one.

host_os := darwin
host_cmake_system_name := Darwin
host_minimum_version := 14.0
host_sdk := $(patsubst %/usr/include,%,$(firstword $(sort $(wildcard $(SDK_PATH)/usr/include $(SDK_PATH)/*/usr/include))))
ifeq ($(host_sdk),)
ifneq ($(filter-out clean clean-all download download-one check-sources print-%,$(or $(MAKECMDGOALS),install)),)
$(error $(host) needs an SDK for macOS: put one, such as MacOSX15.0.sdk, into $(SDK_PATH), or pass SDK_PATH=<directory>. \
    doc/build-osx.md tells where to get it)
endif
endif

host_target := --target=$(host) -isysroot $(host_sdk) -mmacos-version-min=$(host_minimum_version)
host_default_CC := clang $(host_target)
host_default_CXX := clang++ $(host_target)
host_default_AR := llvm-ar
host_default_RANLIB := llvm-ranlib
host_default_NM := llvm-nm
host_default_STRIP := llvm-strip
host_os_LDFLAGS := -fuse-ld=lld
