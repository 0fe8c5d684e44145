# Programs that users start go to bin/, those that only other programs start to libexec/, where
# bitcoin looks for them.

foreach(program IN LISTS programs)
  if(program MATCHES "^bitcoin-(node|gui)$")
    set(destination "${CMAKE_INSTALL_LIBEXECDIR}")
  else()
    set(destination "${CMAKE_INSTALL_BINDIR}")
  endif()
  install(PROGRAMS "${PROJECT_BINARY_DIR}/bin/${program}" DESTINATION "${destination}" COMPONENT "${program}")
  # --strip means CMake's own targets only, and these are SwiftPM's.
  install(CODE "
    if(CMAKE_INSTALL_DO_STRIP)
      execute_process(COMMAND \"${CMAKE_STRIP}\" \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${destination}/${program}\"
        COMMAND_ERROR_IS_FATAL ANY)
    endif()" COMPONENT "${program}")
endforeach()

if("bitcoin-gui" IN_LIST programs)
  install(FILES "${PROJECT_SOURCE_DIR}/share/gui/bitcoin-gui.desktop"
    DESTINATION "${CMAKE_INSTALL_DATADIR}/applications" COMPONENT bitcoin-gui)
  install(FILES "${PROJECT_SOURCE_DIR}/share/gui/bitcoin-gui.svg"
    DESTINATION "${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps" COMPONENT bitcoin-gui)
endif()

# bitcoin-node looks for the wallet beside itself.
if("bitcoin-wallet" IN_LIST programs)
  file(RELATIVE_PATH wallet "/${CMAKE_INSTALL_LIBEXECDIR}" "/${CMAKE_INSTALL_BINDIR}/bitcoin-wallet")
  file(CREATE_LINK "${wallet}" "${PROJECT_BINARY_DIR}/CMakeFiles/bitcoin-wallet" SYMBOLIC)
  install(FILES "${PROJECT_BINARY_DIR}/CMakeFiles/bitcoin-wallet" DESTINATION "${CMAKE_INSTALL_LIBEXECDIR}"
    COMPONENT bitcoin-wallet)
endif()
