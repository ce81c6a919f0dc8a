// Chat texts as checkers compare and show them.
#pragma once

#include <string>
#include <string_view>

namespace parley::sim {

// Lines joined by LF, however they were joined on the wire (xccos.md 1.5).
std::string plain_lines(std::string_view text);

// In quotes, shortened, for a sentence.
std::string shown(std::string_view text);

}   // namespace parley::sim
