# What all Linux hosts share.

host_os := linux
host_cmake_system_name := Linux
host_os_CFLAGS := -fPIC
host_os_CXXFLAGS := -fPIC
