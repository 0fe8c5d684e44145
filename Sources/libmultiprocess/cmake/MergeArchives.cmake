# Merges ARCHIVES into OUTPUT. ar's script language knows no quoting, so it sees plain names only: links
# in a directory of its own.

get_filename_component(directory "${OUTPUT}" DIRECTORY)
set(scratch "${OUTPUT}.parts")
file(REMOVE_RECURSE "${scratch}")
file(MAKE_DIRECTORY "${directory}" "${scratch}")

set(script "CREATE merged.a\n")
set(number 0)
foreach(archive IN LISTS ARCHIVES)
  file(CREATE_LINK "${archive}" "${scratch}/part${number}.a" SYMBOLIC)
  string(APPEND script "ADDLIB part${number}.a\n")
  math(EXPR number "${number} + 1")
endforeach()
string(APPEND script "SAVE\nEND\n")
file(WRITE "${scratch}/script" "${script}")

execute_process(COMMAND "${AR}" -M INPUT_FILE "${scratch}/script" WORKING_DIRECTORY "${scratch}"
  RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "${AR} could not merge ${ARCHIVES}")
endif()
execute_process(COMMAND "${RANLIB}" "${scratch}/merged.a" COMMAND_ERROR_IS_FATAL ANY)
file(RENAME "${scratch}/merged.a" "${OUTPUT}")
file(REMOVE_RECURSE "${scratch}")
