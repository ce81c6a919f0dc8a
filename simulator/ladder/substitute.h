// ${name}: the value of a captured or given name inside a text.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace parley::sim::ladder {

using Variables = std::map<std::string, std::string, std::less<>>;

// A name that no variable has stays as it is written, for a person to see.
std::string substitute(std::string_view text, const Variables& variables);
// The same for a regular expression: the values stand for themselves.
std::string substitute_in_regex(std::string_view text, const Variables& variables);
// The same for $name in an XPath, with each value as a literal: for a person, not to be evaluated.
std::string substitute_in_xpath(std::string_view xpath, const Variables& variables);

struct Hole {
  std::string name;
  std::size_t offset = 0;   // Of the $.
};
std::vector<Hole> holes_of(std::string_view text);              // ${name}
std::vector<Hole> xpath_variables_of(std::string_view xpath);   // $name, outside of quotes.

}   // namespace parley::sim::ladder
