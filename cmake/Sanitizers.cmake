# What swift build, swift test and the C++ compiler are told of SANITIZERS.

set(sanitizer_arguments)
set(sanitizer_objects)
foreach(sanitizer IN LISTS SANITIZERS)
  if(NOT sanitizer STREQUAL "undefined")
    list(APPEND sanitizer_arguments --sanitize "${sanitizer}")
  endif()
endforeach()
get_filename_component(swift_directory "${SWIFT_EXECUTABLE}" REALPATH)
get_filename_component(swift_directory "${swift_directory}" DIRECTORY)

# linked_with NAME: has each program linked with cmake/NAME.c. Swift's own clang knows its calling convention.
function(linked_with name)
  set(source "${PROJECT_SOURCE_DIR}/cmake/${name}.c")
  set(object "${PROJECT_BINARY_DIR}/CMakeFiles/${name}.o")
  add_custom_command(OUTPUT "${object}"
    COMMAND "${swift_directory}/clang" -O1 -c "${source}" -o "${object}"
    DEPENDS "${source}" VERBATIM)
  set(sanitizer_objects ${sanitizer_objects} "${object}" PARENT_SCOPE)
  set(sanitizer_arguments ${sanitizer_arguments} -Xlinker "${object}" PARENT_SCOPE)
endfunction()

if("address" IN_LIST SANITIZERS)
  linked_with(AddressSanitizerOptions)
endif()
if("thread" IN_LIST SANITIZERS)
  linked_with(ThreadSanitizerLocks)
  foreach(function IN ITEMS 9_lockSlowyys6UInt32VF 12_tryLockSlowSbyF 11_unlockSlowyyF)
    list(APPEND sanitizer_arguments -Xlinker "--wrap=$s15Synchronization12_MutexHandleV${function}")
  endforeach()
endif()
if("undefined" IN_LIST SANITIZERS)
  # Swift knows no such sanitizer and needs none: it stops where C and C++ go on. They are what is watched, without the
  # types of objects, which what depends has built does not tell.
  set(undefined_flags -fsanitize=undefined -fno-sanitize=vptr -fno-sanitize-recover=all)
  add_compile_options(${undefined_flags})
  foreach(flag IN LISTS undefined_flags)
    list(APPEND sanitizer_arguments -Xcc "${flag}" -Xcxx "${flag}")
  endforeach()
  file(GLOB undefined_runtime
    "${swift_directory}/../lib/clang/*/lib/linux/libclang_rt.ubsan_standalone-${CMAKE_SYSTEM_PROCESSOR}.a")
  if(NOT undefined_runtime)
    message(FATAL_ERROR "SANITIZERS=undefined needs clang's libclang_rt.ubsan_standalone, which is not beside "
      "${swift_directory}/swift: take a toolchain from swift.org")
  endif()
  foreach(word IN ITEMS --whole-archive ${undefined_runtime} --no-whole-archive)
    list(APPEND sanitizer_arguments -Xlinker "${word}")
  endforeach()
endif()
