# The native libraries: from depends' prefix, from CMAKE_PREFIX_PATH, or the distribution's own. What
# cannot be found stops here, with the name of what to install.

# Package.swift gets them as prefixes, each with include/ and lib/.
set(native_prefixes ${CMAKE_PREFIX_PATH})

# No path of the machine that builds gets into the programs, so that every machine builds the same ones.
set(path_mappings "${PROJECT_BINARY_DIR}=/build" "${PROJECT_SOURCE_DIR}=/source")
list(TRANSFORM path_mappings PREPEND "-ffile-prefix-map=" OUTPUT_VARIABLE path_options)
add_compile_options(${path_options})

# require_library(<purpose> <package> <header> <library>)
function(require_library purpose package header library)
  find_path(${library}_INCLUDE_DIR "${header}")
  find_library(${library}_LIBRARY NAMES "${library}")
  if(NOT ${library}_INCLUDE_DIR OR NOT ${library}_LIBRARY)
    message(FATAL_ERROR "${purpose} needs ${header} and lib${library}: install ${package}, "
      "or build depends and pass its --toolchain")
  endif()
endfunction()

require_library("The block index" "libleveldb-dev" leveldb/c.h leveldb)
require_library("Signature checking" "libsecp256k1-dev" secp256k1.h secp256k1)

# What Swift is going to import must be there: modules of libsecp256k1 are optional.
try_compile(secp256k1_complete "${PROJECT_BINARY_DIR}/CMakeFiles/secp256k1"
  SOURCES "${PROJECT_SOURCE_DIR}/cmake/checks/secp256k1.c"
  CMAKE_FLAGS "-DINCLUDE_DIRECTORIES=${secp256k1_INCLUDE_DIR};${PROJECT_SOURCE_DIR}/Sources/CSecp256k1"
  LINK_LIBRARIES "${secp256k1_LIBRARY}"
  OUTPUT_VARIABLE secp256k1_output)
if(NOT secp256k1_complete)
  message(FATAL_ERROR "${secp256k1_LIBRARY} lacks a module that is needed: install libsecp256k1 0.7.1 or newer "
    "with extrakeys, schnorrsig, recovery, ellswift and musig, or build depends and pass its --toolchain\n"
    "${secp256k1_output}")
endif()

if(ENABLE_WALLET)
  require_library("ENABLE_WALLET=ON" "libsqlite3-dev" sqlite3.h sqlite3)
endif()
if(WITH_SANDBOX)
  require_library("WITH_SANDBOX=ON" "libseccomp-dev" seccomp.h seccomp)
endif()
if(WITH_ZMQ)
  require_library("WITH_ZMQ=ON" "libzmq3-dev" zmq.h zmq)
endif()

if(BUILD_GUI)
  add_subdirectory(Sources/libbitcoinqt libbitcoinqt)
  get_directory_property(qt_version DIRECTORY Sources/libbitcoinqt DEFINITION Qt6_VERSION)
  set(bitcoinqt_archive "${PROJECT_BINARY_DIR}/libbitcoinqt/lib/libbitcoinqt.a")
  # Laid out as a prefix.
  list(PREPEND native_prefixes "${PROJECT_BINARY_DIR}/libbitcoinqt")
endif()

if(ENABLE_IPC)
  find_program(CAPNP_EXECUTABLE capnp DOC "Cap'n Proto's schema compiler")
  if(NOT CAPNP_EXECUTABLE)
    message(FATAL_ERROR "ENABLE_IPC=ON needs Cap'n Proto's schema compiler: install capnproto, "
      "build depends and pass its --toolchain, or pass -DCAPNP_EXECUTABLE=<path>")
  endif()
  find_program(CAPNPC_CXX_EXECUTABLE capnpc-c++ DOC "Cap'n Proto's generator for C++ (benchmarks)")
  # Without one from depends, mpgen is built from its sources along with everything else.
  set(MPGEN_EXECUTABLE "" CACHE FILEPATH "The schema compiler's plugin for Swift; empty: built here")
  foreach(tool IN ITEMS CAPNP_EXECUTABLE MPGEN_EXECUTABLE)
    if(${tool} AND NOT EXISTS "${${tool}}")
      message(FATAL_ERROR "${tool}=${${tool}} does not exist")
    endif()
  endforeach()

  if(WITH_EXTERNAL_LIBMULTIPROCESS)
    find_path(multiprocess_INCLUDE_DIR multiprocess/multiprocess.h)
    find_library(multiprocess_LIBRARY NAMES libmultiprocess.a)
    if(NOT multiprocess_INCLUDE_DIR OR NOT multiprocess_LIBRARY)
      message(FATAL_ERROR "WITH_EXTERNAL_LIBMULTIPROCESS=ON, but libmultiprocess was not found: "
        "add the prefix that it was installed in to CMAKE_PREFIX_PATH")
    endif()
    set(multiprocess_archive "${multiprocess_LIBRARY}")
  else()
    add_subdirectory(Sources/libmultiprocess libmultiprocess)
    get_property(multiprocess_archive TARGET multiprocess PROPERTY ARCHIVE)
    get_directory_property(CapnProto_VERSION DIRECTORY Sources/libmultiprocess DEFINITION CapnProto_VERSION)
    # Laid out as a prefix, before all others.
    file(MAKE_DIRECTORY "${PROJECT_BINARY_DIR}/libmultiprocess/include")
    file(CREATE_LINK "${PROJECT_SOURCE_DIR}/Sources/libmultiprocess/include/multiprocess"
      "${PROJECT_BINARY_DIR}/libmultiprocess/include/multiprocess" SYMBOLIC)
    list(PREPEND native_prefixes "${PROJECT_BINARY_DIR}/libmultiprocess")
  endif()
endif()
