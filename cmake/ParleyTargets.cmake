# A folder's sources are the files in it: no list to forget. Names tell what a file is:
#   x.cpp  production    x_test.cpp  its tests    test_x.cpp  what several tests share
#   x_bench.cpp  a benchmark    main.cpp  a program

# parley_library(NAME FOLDERS dir... LINKS target... [PRIVATE target...])
# The link list is the layer rule of the folder.
function(parley_library name)
  cmake_parse_arguments(ARG "" "" "FOLDERS;LINKS;PRIVATE" ${ARGN})
  if(NOT ARG_FOLDERS)
    set(ARG_FOLDERS .)
  endif()
  set(sources)
  foreach(folder IN LISTS ARG_FOLDERS)
    file(GLOB found CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.cpp)
    list(APPEND sources ${found})
  endforeach()
  list(FILTER sources EXCLUDE REGEX "(_test|_bench|/main|/test_[a-z_]*)\\.cpp$")
  add_library(${name} STATIC ${sources})
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC ${ARG_LINKS} PRIVATE ${ARG_PRIVATE})
endfunction()

# parley_tests(NAME FOLDERS dir... LINKS target... [ALONE filter]): every *_test.cpp of the folders as one program,
# each TEST in it as one ctest test. ALONE are those, as for --gtest_filter, that what runs beside them would disturb.
function(parley_tests name)
  cmake_parse_arguments(ARG "" "TIMEOUT;ALONE" "FOLDERS;LINKS;LABELS" ${ARGN})
  if(NOT ARG_FOLDERS)
    set(ARG_FOLDERS .)
  endif()
  if(NOT ARG_LABELS)
    set(ARG_LABELS unit)
  endif()
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  set(sources)
  foreach(folder IN LISTS ARG_FOLDERS)
    file(GLOB found CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*_test.cpp
         ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/test_*.cpp)
    list(APPEND sources ${found})
  endforeach()
  if(NOT sources)
    message(FATAL_ERROR "${name}: no *_test.cpp in ${ARG_FOLDERS}")
  endif()
  add_executable(${name} ${sources})
  target_link_libraries(${name} PRIVATE ${ARG_LINKS} GTest::gmock_main)
  target_compile_definitions(${name} PRIVATE PARLEY_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
                                             PARLEY_BINARY_DIR="${CMAKE_BINARY_DIR}")
  # A test is compiled more often than it runs, and half of the time to compile it is the optimiser's.
  target_compile_options(${name} PRIVATE $<$<CONFIG:RelWithDebInfo>:-O0>)
  target_compile_definitions(${name} PRIVATE PARLEY_LONG=$<BOOL:${PARLEY_LONG}>)
  set(cases 200)   # Of a property.
  if(PARLEY_LONG)
    set(cases 10000)
    math(EXPR ARG_TIMEOUT "${ARG_TIMEOUT} * 10")
  endif()
  set(properties TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}"
                 ENVIRONMENT "RC_PARAMS=seed=20131018 max_success=${cases}")
  set(others)
  if(ARG_ALONE)
    gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST TEST_FILTER "${ARG_ALONE}"
      PROPERTIES ${properties} RUN_SERIAL ON)
    set(others TEST_FILTER "-${ARG_ALONE}")
  endif()
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST ${others} PROPERTIES ${properties})
endfunction()
