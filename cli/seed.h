// A seed for who named none.
#pragma once

#include <cstdint>

namespace parley::cli {

// From the operating system's chance; below 2^53, so that every reader of JSON keeps all its digits.
std::uint64_t drawn_seed();

}   // namespace parley::cli
