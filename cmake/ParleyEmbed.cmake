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
