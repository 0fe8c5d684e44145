# The machine that the packages are for: tools and flags, unless the command line, the environment
# or the host's own file say otherwise.

# $(call host_tool,VARIABLE,program): a host's tool is what its file names, or the machine's own, or the cross toolchain's.
host_tool = $(if $(filter undefined default,$(origin $(1))),$(or $(host_default_$(1)),$(host_toolchain)$(2)),$($(1)))

host_toolchain ?= $(if $(filter $(build),$(host)),,$(host)-)
host_CC := $(call host_tool,CC,gcc)
host_CXX := $(call host_tool,CXX,g++)
host_AR := $(call host_tool,AR,ar)
host_RANLIB := $(call host_tool,RANLIB,ranlib)
host_NM := $(call host_tool,NM,nm)
host_STRIP := $(call host_tool,STRIP,strip)
host_SWIFTC := $(if $(filter undefined default,$(origin SWIFTC)),swiftc,$(SWIFTC))

# A slim LTO archive cannot be linked by Swift's linker, a fat one can.
lto_flags := $(if $(LTO),-flto $(if $(findstring clang,$(notdir $(host_CC))),,-ffat-lto-objects))

host_CPPFLAGS := $(host_os_CPPFLAGS) $(CPPFLAGS)
host_CFLAGS := $(host_os_CFLAGS) $(lto_flags) $(CFLAGS)
host_CXXFLAGS := $(host_os_CXXFLAGS) $(lto_flags) $(CXXFLAGS)
host_LDFLAGS := $(host_os_LDFLAGS) $(lto_flags) $(LDFLAGS)

host_release_CFLAGS := -O2
host_release_CXXFLAGS := -O2
host_debug_CFLAGS := -O1 -g
host_debug_CXXFLAGS := -O1 -g
host_debug_CPPFLAGS := -D_GLIBCXX_ASSERTIONS
