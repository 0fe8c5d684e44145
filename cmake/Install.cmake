# Programs that users start go to bin/, those that only other programs start to libexec/, where
# bitcoin looks for them.

foreach(program IN LISTS programs)
  if(program STREQUAL "bitcoin-node")
    set(destination "${CMAKE_INSTALL_LIBEXECDIR}")
  else()
    set(destination "${CMAKE_INSTALL_BINDIR}")
  endif()
  install(PROGRAMS "${PROJECT_BINARY_DIR}/bin/${program}" DESTINATION "${destination}" COMPONENT "${program}")
endforeach()
