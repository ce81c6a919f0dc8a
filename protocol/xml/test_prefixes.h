// What the prefixes in the values and texts of a document mean, by expat: an opinion on copies that is not
// our own.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace parley::xml {

// Values are words: "p:t" has the prefix p, "t" stands for a name of the default namespace. A line for each
// value and text with such words: the words, each with what it means. `undeclared`: what prefixes mean that
// nobody declares. One line "refused" for what is no document.
std::vector<std::string> meanings_of_prefixes(std::string_view xml,
                                              const std::map<std::string, std::string>& undeclared);

}   // namespace parley::xml
