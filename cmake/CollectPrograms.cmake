# Copies PROGRAMS from SwiftPM's products in FROM to TO.

file(MAKE_DIRECTORY "${TO}")
foreach(program IN LISTS PROGRAMS)
  file(COPY_FILE "${FROM}/${program}" "${TO}/${program}" ONLY_IF_DIFFERENT)
endforeach()
