# Runs `swift build` when something has changed, and puts the programs into bin/.

set(programs bitcoin bitcoind bitcoin-cli bitcoin-tx bitcoin-util)
if(ENABLE_WALLET)
  list(APPEND programs bitcoin-wallet)
endif()
if(ENABLE_IPC)
  list(APPEND programs bitcoin-node)
endif()

if(BUILD_GUI)
  list(APPEND programs bitcoin-qt)
  if(ENABLE_IPC)
    list(APPEND programs bitcoin-gui)
  endif()
endif()
# What tests need besides, and nobody installs.
set(collected_programs ${programs})
if(BUILD_GUI)
  list(APPEND collected_programs qt-driver)
endif()
if(BUILD_GUI AND ENABLE_IPC)
  list(APPEND collected_programs gui-driver)
endif()

file(GLOB_RECURSE swift_inputs CONFIGURE_DEPENDS
  "${PROJECT_SOURCE_DIR}/Sources/*.swift"
  "${PROJECT_SOURCE_DIR}/Sources/*.h"
  "${PROJECT_SOURCE_DIR}/Sources/*.modulemap"
  "${PROJECT_SOURCE_DIR}/Sources/*.capnp"
  "${PROJECT_SOURCE_DIR}/Plugins/*.swift"
  "${PROJECT_SOURCE_DIR}/test/gui/*/*.swift"
  "${PROJECT_SOURCE_DIR}/test/support/*.swift")
list(APPEND swift_inputs "${PROJECT_SOURCE_DIR}/Package.swift" ${MPGEN_EXECUTABLE})

list(JOIN native_prefixes ":" prefix_list)
set(swift_environment
  "BITCOIN_PREFIX=${prefix_list}"
  "BITCOIN_IPC=$<IF:$<BOOL:${ENABLE_IPC}>,ON,OFF>"
  "BITCOIN_WALLET=$<IF:$<BOOL:${ENABLE_WALLET}>,ON,OFF>"
  "BITCOIN_GUI=$<IF:$<BOOL:${BUILD_GUI}>,ON,OFF>"
  "BITCOIN_ZMQ=$<IF:$<BOOL:${WITH_ZMQ}>,ON,OFF>"
  "BITCOIN_SANDBOX=$<IF:$<BOOL:${WITH_SANDBOX}>,ON,OFF>"
  "BITCOIN_WERROR=$<IF:$<BOOL:${CMAKE_COMPILE_WARNING_AS_ERROR}>,ON,OFF>")
foreach(tool IN ITEMS CAPNP_EXECUTABLE MPGEN_EXECUTABLE)
  if(${tool})
    list(APPEND swift_environment "${tool}=${${tool}}")
  endif()
endforeach()

set(swift_scratch "${PROJECT_BINARY_DIR}/swift")
# Sources that macros expand to are named in the debug information by where the compiler keeps them.
set(swift_temporaries "${swift_scratch}/temporaries")
file(MAKE_DIRECTORY "${swift_temporaries}")
list(APPEND swift_environment "TMPDIR=${swift_temporaries}")
set(swift_arguments --package-path "${PROJECT_SOURCE_DIR}" --scratch-path "${swift_scratch}" -c ${swift_configuration})
if(SWIFT_SDK)
  list(APPEND swift_arguments --swift-sdk "${SWIFT_SDK}")
  if(SWIFT_SDKS_PATH)
    list(APPEND swift_arguments --swift-sdks-path "${SWIFT_SDKS_PATH}")
  endif()
endif()
list(APPEND swift_arguments ${sanitizer_arguments})
# SwiftPM names a folder after the one that the sources lie in. The first mapping that fits counts.
get_filename_component(package_identity "${PROJECT_SOURCE_DIR}" NAME)
string(TOLOWER "${package_identity}" package_identity)
set(swift_mappings "${swift_scratch}/plugins/outputs/${package_identity}=/build/swift/plugins/outputs/bitcoin"
  ${path_mappings})
foreach(mapping IN LISTS swift_mappings)
  list(APPEND swift_arguments -Xswiftc -file-prefix-map -Xswiftc "${mapping}"
    -Xcc "-ffile-prefix-map=${mapping}" -Xcxx "-ffile-prefix-map=${mapping}")
endforeach()
# Without a directory of its own the compiler takes the one that it is started in, and then maps only parts of the paths.
list(APPEND swift_arguments -Xswiftc -file-compilation-dir -Xswiftc /source)
# Nor does anything else that differs between two builds of the same sources: where modules lay when they were read,
# and hashes that only incremental builds look at. (The default linker, gold, cannot leave sections out.)
list(APPEND swift_arguments -Xswiftc -Xfrontend -Xswiftc -no-clang-module-breadcrumbs
  -Xswiftc -use-ld=lld -Xlinker -T -Xlinker "${PROJECT_SOURCE_DIR}/cmake/DiscardModuleHashes.ld")
# The programs carry Swift's own libraries, so that they run from any place on any machine.
if(NOT SANITIZERS)
  list(APPEND swift_arguments --static-swift-stdlib)
endif()

set(native_archives ${leveldb_LIBRARY} ${secp256k1_LIBRARY} ${sqlite3_LIBRARY} ${zmq_LIBRARY} ${seccomp_LIBRARY}
  ${multiprocess_archive}
  ${bitcoinqt_archive})
list(TRANSFORM collected_programs PREPEND "${PROJECT_BINARY_DIR}/bin/" OUTPUT_VARIABLE program_files)
set(programs_stamp "${PROJECT_BINARY_DIR}/CMakeFiles/programs.stamp")

add_custom_command(OUTPUT "${programs_stamp}"
  BYPRODUCTS ${program_files}
  # SwiftPM does not know about the archives: programs older than one of them are linked again.
  COMMAND "${CMAKE_COMMAND}" -D "PROGRAMS=${collected_programs}" -D "FROM=${swift_scratch}/${swift_configuration}"
    -D "ARCHIVES=${native_archives}" -P "${PROJECT_SOURCE_DIR}/cmake/RemoveStalePrograms.cmake"
  COMMAND "${CMAKE_COMMAND}" -E env ${swift_environment} "${SWIFT_EXECUTABLE}" build ${swift_arguments}
  COMMAND "${CMAKE_COMMAND}" -D "PROGRAMS=${collected_programs}" -D "FROM=${swift_scratch}/${swift_configuration}"
    -D "TO=${PROJECT_BINARY_DIR}/bin" -P "${PROJECT_SOURCE_DIR}/cmake/CollectPrograms.cmake"
  COMMAND "${CMAKE_COMMAND}" -E touch "${programs_stamp}"
  DEPENDS ${swift_inputs} ${native_archives} ${sanitizer_objects}
  COMMENT "Building the Swift package"
  USES_TERMINAL VERBATIM)
add_custom_target(programs ALL DEPENDS "${programs_stamp}")
if(TARGET multiprocess)
  add_dependencies(programs multiprocess)
endif()
if(TARGET bitcoinqt)
  add_dependencies(programs bitcoinqt)
endif()
