// Chat texts as checkers show them.
#pragma once

#include <string>
#include <string_view>

namespace parley::sim {

// In quotes, shortened, for a sentence.
std::string shown(std::string_view text);

}   // namespace parley::sim
