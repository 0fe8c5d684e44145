# Removes those PROGRAMS in FROM that are older than one of ARCHIVES, so that SwiftPM links them again.

foreach(program IN LISTS PROGRAMS)
  foreach(archive IN LISTS ARCHIVES)
    if(EXISTS "${FROM}/${program}" AND "${archive}" IS_NEWER_THAN "${FROM}/${program}")
      file(REMOVE "${FROM}/${program}")
    endif()
  endforeach()
endforeach()
