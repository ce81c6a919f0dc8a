// One message, and one change at a time that makes it unusual or wrong, for the tests of this folder.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace parley::sip {

struct Mutation {
  std::string_view name;
  std::string_view original;      // A text that occurs in the message; nothing: in front of it.
  std::string_view replacement;   // What stands there instead, wherever the original does.
};

std::span<const Mutation> mutations();
std::string unmutated();
std::string mutated(const Mutation& mutation);

}   // namespace parley::sip
