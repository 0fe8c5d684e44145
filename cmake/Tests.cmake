# build/test: the functional tests as the source tree has them, beside a config.ini of this build.

file(MAKE_DIRECTORY "${PROJECT_BINARY_DIR}/test")
file(CREATE_LINK "${PROJECT_SOURCE_DIR}/test/functional" "${PROJECT_BINARY_DIR}/test/functional" SYMBOLIC)

# Upstream's test framework reads the same file: sections, names and true/false are its own.
foreach(component IN ITEMS ENABLE_IPC ENABLE_WALLET BUILD_GUI WITH_SANDBOX WITH_ZMQ)
  if(${component})
    set(${component}_VALUE true)
  else()
    set(${component}_VALUE false)
  endif()
endforeach()
foreach(program IN ITEMS bitcoin-cli bitcoin-tx bitcoin-util bitcoin-wallet bitcoind)
  if(program IN_LIST programs)
    set(${program}_VALUE true)
  else()
    set(${program}_VALUE false)
  endif()
endforeach()
configure_file("${PROJECT_SOURCE_DIR}/cmake/config.ini.in" "${PROJECT_BINARY_DIR}/test/config.ini" @ONLY)

find_package(Python3 3.9 COMPONENTS Interpreter)

if(NOT BUILD_TESTING OR CMAKE_CROSSCOMPILING)
  return()
endif()


set(UNIT_TESTS "" CACHE STRING "Unit tests to run, as a regular expression for swift test --filter; empty: all")
set(FUNCTIONAL_TESTS "" CACHE STRING "Functional tests to run, as names for test_runner.py; empty: all")

# A debug build of its own, in which every warning is an error. contrib/test reads the results.
set(results "${PROJECT_BINARY_DIR}/results")
file(MAKE_DIRECTORY "${results}")
set(unit_environment ${swift_environment})
list(FILTER unit_environment EXCLUDE REGEX "^BITCOIN_WERROR=")
# A few tests at a time. Else all start at once, and on a small machine those that wait for something, such as an answer
# over a socket, wait for all the others.
list(APPEND unit_environment SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=8)
set(unit_arguments)
if(UNIT_TESTS)
  list(APPEND unit_arguments --filter "${UNIT_TESTS}")
endif()
list(APPEND unit_arguments ${sanitizer_arguments})
add_test(NAME unit
  COMMAND "${CMAKE_COMMAND}" -E env ${unit_environment} BITCOIN_WERROR=ON
    "${SWIFT_EXECUTABLE}" test --package-path "${PROJECT_SOURCE_DIR}" --scratch-path "${PROJECT_BINARY_DIR}/unit"
    ${unit_arguments} --xunit-output "${results}/unit.xml")
set_tests_properties(unit PROPERTIES LABELS unit TIMEOUT 3600)

if(NOT Python3_FOUND)
  message(WARNING "Python 3.9 or newer was not found: the functional tests are left out")
  return()
endif()
# Where the kernel can do all that the sandbox wants, nodes start with all of it or not at all.
set(functional_arguments)
if(ENABLE_IPC AND WITH_SANDBOX)
  set(functional_arguments --sandbox strictest)
endif()
add_test(NAME functional
  COMMAND "${Python3_EXECUTABLE}" "${PROJECT_BINARY_DIR}/test/functional/test_runner.py" ${functional_arguments}
    --junit "${results}/functional.xml" ${FUNCTIONAL_TESTS})
set_tests_properties(functional PROPERTIES LABELS functional TIMEOUT 1800)

# Needs a source tree of Bitcoin Core, named by BITCOIN_CORE_SOURCE, and pycapnp.
if(ENABLE_IPC)
  add_test(NAME interop COMMAND "${Python3_EXECUTABLE}" "${PROJECT_SOURCE_DIR}/test/interop/core_schemas.py"
    --node "${PROJECT_BINARY_DIR}/bin/bitcoin-node" --capnp "${CAPNP_EXECUTABLE}")
  set_tests_properties(interop PROPERTIES LABELS interop TIMEOUT 600 SKIP_RETURN_CODE 77)
endif()

# Needs a bitcoind of Bitcoin Core, named by BITCOIN_CORE_BITCOIND.
add_test(NAME interop-peers COMMAND "${Python3_EXECUTABLE}" "${PROJECT_SOURCE_DIR}/test/interop/peers.py"
  --node "${PROJECT_BINARY_DIR}/bin/$<IF:$<BOOL:${ENABLE_IPC}>,bitcoin-node,bitcoind>")
set_tests_properties(interop-peers PROPERTIES LABELS interop TIMEOUT 1800 SKIP_RETURN_CODE 77)
add_test(NAME interop-blocks COMMAND "${Python3_EXECUTABLE}"
  "${PROJECT_SOURCE_DIR}/test/interop/block_differential.py" --blocks 150 --wrong 20
  --node "${PROJECT_BINARY_DIR}/bin/$<IF:$<BOOL:${ENABLE_IPC}>,bitcoin-node,bitcoind>")
set_tests_properties(interop-blocks PROPERTIES LABELS interop TIMEOUT 1800 SKIP_RETURN_CODE 77)
if(ENABLE_WALLET)
  add_test(NAME interop-wallets COMMAND "${Python3_EXECUTABLE}" "${PROJECT_SOURCE_DIR}/test/interop/wallets.py"
    --node "${PROJECT_BINARY_DIR}/bin/$<IF:$<BOOL:${ENABLE_IPC}>,bitcoin-node,bitcoind>")
  set_tests_properties(interop-wallets PROPERTIES LABELS interop TIMEOUT 600 SKIP_RETURN_CODE 77)
endif()

# A few seconds for each part that reads what strangers write. The build for it is another one of everything.
add_test(NAME fuzz
  COMMAND "${CMAKE_COMMAND}" -E env ${unit_environment} "SCRATCH_PATH=${PROJECT_BINARY_DIR}/fuzz"
    "${Python3_EXECUTABLE}" "${PROJECT_SOURCE_DIR}/test/fuzz/run" --seconds 2)
set_tests_properties(fuzz PROPERTIES LABELS fuzz TIMEOUT 3600 SKIP_RETURN_CODE 77)

# The build itself: depends, the options, and what is installed.
set(toolchain_option)
if(CMAKE_TOOLCHAIN_FILE)
  set(toolchain_option "--toolchain=${CMAKE_TOOLCHAIN_FILE}")
endif()
add_test(NAME depends COMMAND "${Python3_EXECUTABLE}" "${PROJECT_SOURCE_DIR}/test/depends/mechanism.py")
add_test(NAME configure COMMAND "${Python3_EXECUTABLE}" "${PROJECT_SOURCE_DIR}/test/build/configure.py"
  "${CMAKE_COMMAND}" ${toolchain_option})
add_test(NAME installed COMMAND "${Python3_EXECUTABLE}" "${PROJECT_SOURCE_DIR}/test/build/installed.py"
  "${CMAKE_COMMAND}" "${PROJECT_BINARY_DIR}")
add_test(NAME documented COMMAND "${Python3_EXECUTABLE}" "${PROJECT_SOURCE_DIR}/test/build/documented.py"
  "${PROJECT_BINARY_DIR}")
add_test(NAME bare COMMAND "${Python3_EXECUTABLE}" "${PROJECT_SOURCE_DIR}/test/build/bare.py" "${PROJECT_BINARY_DIR}")
set(build_tests depends configure installed documented bare)
if(ENABLE_IPC AND ENABLE_WALLET)
  add_test(NAME deployed COMMAND "${Python3_EXECUTABLE}" "${PROJECT_SOURCE_DIR}/test/build/deployed.py"
    "${PROJECT_BINARY_DIR}")
  list(APPEND build_tests deployed)
endif()
if(CMAKE_TOOLCHAIN_FILE)
  add_test(NAME libraries COMMAND "${CMAKE_CTEST_COMMAND}"
    --build-and-test "${PROJECT_SOURCE_DIR}/test/depends/libraries" "${PROJECT_BINARY_DIR}/libraries"
    --build-generator "${CMAKE_GENERATOR}" --build-options ${toolchain_option}
    --test-command "${CMAKE_CTEST_COMMAND}" --output-on-failure)
  list(APPEND build_tests libraries)
endif()
set_tests_properties(${build_tests} PROPERTIES LABELS build TIMEOUT 600 SKIP_RETURN_CODE 77)
