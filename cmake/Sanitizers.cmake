# What swift build and swift test are told of SANITIZERS.

set(sanitizer_arguments)
set(sanitizer_object)
foreach(sanitizer IN LISTS SANITIZERS)
  list(APPEND sanitizer_arguments --sanitize "${sanitizer}")
endforeach()

if("thread" IN_LIST SANITIZERS)
  # Swift's calling convention is known to its own clang.
  get_filename_component(swift_directory "${SWIFT_EXECUTABLE}" REALPATH)
  get_filename_component(swift_directory "${swift_directory}" DIRECTORY)
  set(sanitizer_object "${PROJECT_BINARY_DIR}/CMakeFiles/ThreadSanitizerLocks.o")
  add_custom_command(OUTPUT "${sanitizer_object}"
    COMMAND "${swift_directory}/clang" -O1 -c "${PROJECT_SOURCE_DIR}/cmake/ThreadSanitizerLocks.c"
      -o "${sanitizer_object}"
    DEPENDS "${PROJECT_SOURCE_DIR}/cmake/ThreadSanitizerLocks.c" VERBATIM)
  list(APPEND sanitizer_arguments -Xlinker "${sanitizer_object}")
  foreach(function IN ITEMS 9_lockSlowyys6UInt32VF 12_tryLockSlowSbyF 11_unlockSlowyyF)
    list(APPEND sanitizer_arguments -Xlinker "--wrap=$s15Synchronization12_MutexHandleV${function}")
  endforeach()
endif()
