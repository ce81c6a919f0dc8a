#include "cli/seed.h"

#include <fmt/format.h>

#include <random>

#include "protocol/base/text.h"

namespace parley::cli {

std::uint64_t drawn_seed() {
  std::random_device device;
  return (std::uint64_t{device()} << 21) ^ device();
}

std::string drawn_key() {
  std::random_device device;
  std::string key;
  while (key.size() < 64) key += fmt::format("{:08x}", device());
  return key;
}

CLI::Option* add_seed_option(CLI::App& verb, std::uint64_t& seed, const std::string& description) {
  const auto check = [](const std::string& text) {
    if (parse_uint64(text)) return std::string();
    return "'" + text + "' is no seed; expected 0 ... 18446744073709551615";
  };
  return verb.add_option("--seed", seed, description)->check(check);
}

}   // namespace parley::cli
