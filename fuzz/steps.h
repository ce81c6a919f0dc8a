// How the input of a session target is cut: into steps, each begun by the byte 0x1D and one letter.
#pragma once

#include <cstddef>
#include <string_view>

namespace parley::fuzz {

inline constexpr char kStepMark = '\x1d';
inline constexpr std::size_t kStepsMax = 100;   // An input is run thousands of times a minute.

// Calls `step` with the letter of each step and with what follows it up to the next.
template <class Step>
void for_each_step(std::string_view input, Step step) {
  for (std::size_t steps = 0; steps < kStepsMax; ++steps) {
    const std::size_t start = input.find(kStepMark);
    if (start == input.npos || start + 1 == input.size()) break;
    input.remove_prefix(start + 1);
    step(input[0], input.substr(1, input.find(kStepMark, 1) - 1));
  }
}

}   // namespace parley::fuzz
