# What all Windows hosts share: mingw-w64 builds for them.

host_os := mingw32
host_cmake_system_name := Windows
# Debian names the compilers by their model of threads; std::mutex needs posix.
host_default_CC := $(host)-gcc-posix
host_default_CXX := $(host)-g++-posix
# The IPC library speaks over unix sockets and starts processes as Unix does.
host_lacks := native_libmultiprocess libmultiprocess
# Windows 10, the first with what the libraries ask of its sockets.
host_os_CPPFLAGS := -D_WIN32_WINNT=0x0A00
