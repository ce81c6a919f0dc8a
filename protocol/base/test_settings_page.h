// What docs/settings.md gives as a default, so that a test can hold the code against it: who reads the page
// relies on its numbers.
#pragma once

#include <cctype>
#include <cstdint>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace parley {

inline std::vector<std::string> split_at(std::string_view text, std::string_view separator) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at != text.npos;) {
    const std::size_t end = text.find(separator, at);
    parts.emplace_back(text.substr(at, end - at));
    at = end == text.npos ? end : end + separator.size();
  }
  return parts;
}

// "64 KiB" in bytes, "500 ms" in nanoseconds, "on" is 1, "50 000" is a number; -1 of anything else.
inline std::int64_t amount_of(std::string_view text) {
  static const std::map<std::string_view, std::int64_t> kUnits = {
      {"", 1},           {"KiB", 1024},        {"MiB", 1024 * 1024},
      {"ms", 1'000'000}, {"s", 1'000'000'000}, {"min", 60'000'000'000}};
  text = text.substr(0, text.find(';'));   // Behind it stands when it is another.
  if (text == "on") return 1;
  std::int64_t number = 0;
  std::size_t at = 0;
  for (; at < text.size() && (std::isdigit(text[at]) || text[at] == ' '); ++at)
    if (text[at] != ' ') number = number * 10 + (text[at] - '0');
  const auto unit = kUnits.find(text.substr(at));
  return at == 0 || unit == kUnits.end() ? -1 : number * unit->second;
}

// By name, the defaults in the table below "## SECTION". A row may hold several: "| `a`, `b` | 1, 2 |".
inline std::map<std::string, std::int64_t> documented(const std::string& section) {
  std::ifstream page(PARLEY_SOURCE_DIR "/docs/settings.md");
  std::map<std::string, std::int64_t> defaults;
  bool here = false;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("## ")) here = line == "## " + section;
    if (!here || !line.starts_with("| `")) continue;
    const std::vector<std::string> cells = split_at(line, " | ");
    const std::vector<std::string> names = split_at(cells.at(0).substr(2), ", ");
    const std::vector<std::string> values = split_at(cells.at(1), ", ");
    for (std::size_t i = 0; i < names.size() && i < values.size(); ++i)
      defaults[names[i].substr(1, names[i].size() - 2)] = amount_of(values[i]);
  }
  return defaults;
}

}   // namespace parley
