# The machine that builds: its name and its tools.

build_arch := $(shell uname -m)
BUILD ?= $(or $(if $(filter Linux,$(shell uname -s)),$(build_triplet_$(build_arch))),$(error Cannot tell what machine \
    this is: pass BUILD=<triplet>))
build_triplet_x86_64 := x86_64-pc-linux-gnu
build_triplet_aarch64 := aarch64-linux-gnu

build_CC ?= gcc
build_CXX ?= g++
build_AR ?= ar
build_RANLIB ?= ranlib
build_NM ?= nm
build_STRIP ?= strip
build_SWIFTC ?= swiftc

build_CFLAGS := -O2
build_CXXFLAGS := -O2
build_CPPFLAGS :=
build_LDFLAGS :=
build_SWIFTFLAGS := -O
