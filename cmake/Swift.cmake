# The Swift toolchain.

set(SWIFT_SDK "" CACHE STRING "Swift SDK to build with, as `swift sdk list` names it")
set(SWIFT_SDKS_PATH "" CACHE PATH "Directory that holds the Swift SDK")

# 6.2 takes values for sent between actors that stay in one. An SDK can ask it for less (contrib/ci/swift-sdk).
set(minimum_swift 6.3)
if(SWIFT_SDK)
  set(minimum_swift 6.2)
endif()

if(SWIFT_COMPILER)
  get_filename_component(swift_directory "${SWIFT_COMPILER}" DIRECTORY)
endif()
find_program(SWIFT_EXECUTABLE swift HINTS ${swift_directory} DOC "Swift's driver; swiftc lies beside it")
if(NOT SWIFT_EXECUTABLE)
  message(FATAL_ERROR "Swift was not found: install a Swift ${minimum_swift} toolchain (or newer), "
    "and put it into PATH or pass -DSWIFT_EXECUTABLE=<path>/swift")
endif()

execute_process(COMMAND "${SWIFT_EXECUTABLE}" --version
  OUTPUT_VARIABLE swift_banner ERROR_VARIABLE swift_banner_error RESULT_VARIABLE swift_result)
if(NOT swift_result EQUAL 0 OR NOT swift_banner MATCHES "Swift version ([0-9]+(\\.[0-9]+)+)")
  message(FATAL_ERROR "${SWIFT_EXECUTABLE} --version failed:\n${swift_banner}${swift_banner_error}")
endif()
set(SWIFT_VERSION "${CMAKE_MATCH_1}")
if(SWIFT_VERSION VERSION_LESS minimum_swift)
  message(FATAL_ERROR "Swift ${SWIFT_VERSION} (${SWIFT_EXECUTABLE}) is too old: ${minimum_swift} or newer is needed")
endif()

if(CMAKE_CROSSCOMPILING AND NOT SWIFT_SDK)
  message(FATAL_ERROR "Cross compiling for ${SWIFT_TRIPLE} needs a Swift SDK: pass -DSWIFT_SDK=<name> "
    "(and -DSWIFT_SDKS_PATH=<directory>)")
endif()
if(SWIFT_SDK)
  # Asked now, since `swift build` comes only after everything else.
  set(swift_sdks_place)
  if(SWIFT_SDKS_PATH)
    set(swift_sdks_place --swift-sdks-path "${SWIFT_SDKS_PATH}")
  endif()
  execute_process(COMMAND "${SWIFT_EXECUTABLE}" sdk list ${swift_sdks_place}
    OUTPUT_VARIABLE swift_sdks ERROR_VARIABLE swift_sdks_error)
  string(REGEX MATCHALL "[^\r\n]+" swift_sdk_names "${swift_sdks}")
  if(NOT SWIFT_SDK IN_LIST swift_sdk_names)
    message(FATAL_ERROR "There is no Swift SDK ${SWIFT_SDK}. `${SWIFT_EXECUTABLE} sdk list` says:\n"
      "${swift_sdks}${swift_sdks_error}"
      "Install it with `swift sdk install`, or name the directory that holds it by -DSWIFT_SDKS_PATH=<directory>")
  endif()
endif()
