// --seed: the one that was given, or one for who named none.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>

namespace parley::cli {

// From the operating system's chance; below 2^53, so that every reader of JSON keeps all its digits.
std::uint64_t drawn_seed();
// 256 bits from there, in hexadecimal digits: what nobody may know.
std::string drawn_key();

// Takes 0 ... 2^64-1 in decimal digits and nothing else: another seed than the one that was meant is another
// run.
CLI::Option* add_seed_option(CLI::App& verb, std::uint64_t& seed, const std::string& description);

}   // namespace parley::cli
