# parley_embed(TARGET NAMESPACE FUNCTION FILE): compiles a text file into TARGET as
#   namespace NAMESPACE { std::string_view FUNCTION(); }
# so that the program needs no file beside it. Declare the function in a header of the target's own.
function(parley_embed target namespace function file)
  get_filename_component(path ${file} ABSOLUTE)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${path})
  file(READ ${path} text)
  # A string literal may be limited to 64 KiB by a compiler; pieces are joined by the preprocessor.
  string(LENGTH "${text}" length)
  set(pieces "")
  set(at 0)
  while(at LESS length)
    string(SUBSTRING "${text}" ${at} 8000 piece)
    string(APPEND pieces "R\"PARLEY(${piece})PARLEY\"\n")
    math(EXPR at "${at} + 8000")
  endwhile()
  set(source ${CMAKE_CURRENT_BINARY_DIR}/embedded_${function}.cpp)
  file(CONFIGURE OUTPUT ${source} CONTENT [=[
#include <string_view>
namespace @namespace@ {
std::string_view @function@();
std::string_view @function@() {
  static constexpr std::string_view kText =
@pieces@;
  return kText;
}
}  // namespace @namespace@
]=] @ONLY)
  target_sources(${target} PRIVATE ${source})
endfunction()

# parley_embed_folder(TARGET NAMESPACE FUNCTION FOLDER PATTERN): compiles every file below FOLDER whose name fits
# into TARGET as
#   namespace NAMESPACE { std::vector<std::pair<std::string_view, std::string_view>> FUNCTION(); }
# which gives name and text of each, by name; a name begins with that of FOLDER ("scenarios/rooms/leave.ladder").
function(parley_embed_folder target namespace function folder pattern)
  get_filename_component(top ${folder} ABSOLUTE)
  get_filename_component(beside ${top} DIRECTORY)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS RELATIVE ${beside} ${top}/${pattern})
  list(SORT files)
  set(declarations "")
  set(rows "")
  set(number 0)
  foreach(file IN LISTS files)
    set(one ${function}_${number})
    parley_embed(${target} ${namespace} ${one} ${beside}/${file})
    string(APPEND declarations "std::string_view ${one}();\n")
    string(APPEND rows "      {\"${file}\", ${one}()},\n")
    math(EXPR number "${number} + 1")
  endforeach()
  set(source ${CMAKE_CURRENT_BINARY_DIR}/embedded_${function}.cpp)
  file(CONFIGURE OUTPUT ${source} CONTENT [=[
#include <string_view>
#include <utility>
#include <vector>
namespace @namespace@ {
@declarations@
std::vector<std::pair<std::string_view, std::string_view>> @function@();
std::vector<std::pair<std::string_view, std::string_view>> @function@() {
  return {
@rows@  };
}
}  // namespace @namespace@
]=] @ONLY)
  target_sources(${target} PRIVATE ${source})
endfunction()
