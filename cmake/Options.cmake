# What can be chosen. depends' toolchain file presets what its packages were built for.

include(CMakeDependentOption)

if(DEFINED CACHE{WITH_MULTIPROCESS})
  # The older spelling of ENABLE_IPC.
  set(ENABLE_IPC "${WITH_MULTIPROCESS}" CACHE BOOL "" FORCE)
endif()
option(ENABLE_IPC "Build the programs that talk to each other: bitcoin-node, bitcoin-wallet" ON)
option(ENABLE_WALLET "Build the wallet" ON)
option(BUILD_GUI "Build bitcoin-gui, with windows of Qt 6" OFF)
option(WITH_ZMQ "Use ZeroMQ for notifications" OFF)
if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
  option(WITH_SANDBOX "Have the kernel limit what each process may do" ON)
else()
  set(WITH_SANDBOX OFF)
endif()
cmake_dependent_option(WITH_EXTERNAL_LIBMULTIPROCESS
  "Use the libmultiprocess of CMAKE_PREFIX_PATH instead of the one in Sources" OFF "ENABLE_IPC" OFF)
set(SANITIZERS "" CACHE STRING "address, thread or undefined: passed on to Swift")

if(BUILD_GUI AND NOT ENABLE_IPC)
  message(FATAL_ERROR "BUILD_GUI=ON needs ENABLE_IPC=ON: bitcoin-gui reaches its node as another process. "
    "Configure with -DBUILD_GUI=OFF")
endif()

get_property(multi_config GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
if(multi_config)
  message(FATAL_ERROR "Use a generator with one configuration, such as Ninja or Unix Makefiles")
endif()
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "Debug, Release or RelWithDebInfo" FORCE)
endif()
set_property(CACHE CMAKE_BUILD_TYPE PROPERTY STRINGS Debug Release RelWithDebInfo)
if(CMAKE_BUILD_TYPE STREQUAL "Debug")
  set(swift_configuration debug)
elseif(CMAKE_BUILD_TYPE MATCHES "^(Release|RelWithDebInfo|MinSizeRel)$")
  set(swift_configuration release)
else()
  message(FATAL_ERROR "CMAKE_BUILD_TYPE=${CMAKE_BUILD_TYPE}: choose Debug, Release or RelWithDebInfo")
endif()
