# build/test: the functional tests as the source tree has them, beside a config.ini of this build.

file(MAKE_DIRECTORY "${PROJECT_BINARY_DIR}/test")
file(CREATE_LINK "${PROJECT_SOURCE_DIR}/test/functional" "${PROJECT_BINARY_DIR}/test/functional" SYMBOLIC)

# Upstream's test framework reads the same file: sections, names and true/false are its own.
foreach(component IN ITEMS ENABLE_IPC ENABLE_WALLET BUILD_GUI)
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

if(NOT BUILD_TESTING OR CMAKE_CROSSCOMPILING)
  return()
endif()

find_package(Python3 3.9 COMPONENTS Interpreter)

# In a scratch directory that `swift test` alone uses too, so that nothing is compiled twice.
add_test(NAME unit
  COMMAND "${CMAKE_COMMAND}" -E env ${swift_environment}
    "${SWIFT_EXECUTABLE}" test --package-path "${PROJECT_SOURCE_DIR}")
set_tests_properties(unit PROPERTIES LABELS unit TIMEOUT 3600)

if(Python3_FOUND)
  add_test(NAME functional
    COMMAND "${Python3_EXECUTABLE}" "${PROJECT_BINARY_DIR}/test/functional/test_runner.py")
  set_tests_properties(functional PROPERTIES LABELS functional TIMEOUT 1800 SKIP_RETURN_CODE 77)
endif()

add_test(NAME depends COMMAND "${PROJECT_SOURCE_DIR}/test/depends/run")
set_tests_properties(depends PROPERTIES LABELS build TIMEOUT 600)
add_test(NAME install COMMAND "${PROJECT_SOURCE_DIR}/test/depends/install" "${CMAKE_COMMAND}" "${PROJECT_BINARY_DIR}")
set_tests_properties(install PROPERTIES LABELS build TIMEOUT 300)
