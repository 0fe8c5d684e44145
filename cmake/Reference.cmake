# Manual pages and shell completions, from what the programs say of themselves. A program for another
# machine cannot be asked.

if(CMAKE_CROSSCOMPILING)
  return()
endif()
find_package(Python3 3.9 COMPONENTS Interpreter)
if(NOT Python3_FOUND)
  message(STATUS "Python 3.9 or newer was not found: no manual pages, no shell completions")
  return()
endif()

set(reference "${PROJECT_BINARY_DIR}/reference")
set(reference_stamp "${PROJECT_BINARY_DIR}/CMakeFiles/reference.stamp")
file(GLOB reference_inputs CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/contrib/devtools/reference_pages/*.py")
add_custom_command(OUTPUT "${reference_stamp}"
  COMMAND "${CMAKE_COMMAND}" -E rm -rf "${reference}"
  COMMAND "${Python3_EXECUTABLE}" "${PROJECT_SOURCE_DIR}/contrib/devtools/reference"
    --bin "${PROJECT_BINARY_DIR}/bin" --out "${reference}" ${programs}
  COMMAND "${CMAKE_COMMAND}" -E touch "${reference_stamp}"
  DEPENDS "${programs_stamp}" ${reference_inputs} "${PROJECT_SOURCE_DIR}/contrib/devtools/reference"
  COMMENT "Writing manual pages and shell completions"
  VERBATIM)
add_custom_target(reference ALL DEPENDS "${reference_stamp}")
# Makefiles give this target its own copy of the rule for the programs: that of `programs` has to come first.
add_dependencies(reference programs)

install(DIRECTORY "${reference}/man1" DESTINATION "${CMAKE_INSTALL_MANDIR}" COMPONENT reference)
install(DIRECTORY "${reference}/bash/" DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions"
  COMPONENT reference)
install(DIRECTORY "${reference}/zsh/" DESTINATION "${CMAKE_INSTALL_DATADIR}/zsh/site-functions" COMPONENT reference)
install(DIRECTORY "${reference}/fish/" DESTINATION "${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d"
  COMPONENT reference)
