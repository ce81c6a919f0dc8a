#include "cli/command_line.h"

namespace parley::cli {

std::string shell_word(std::string_view text) {
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./:,=+@%";
  if (!text.empty() && text.find_first_not_of(kPlain) == std::string_view::npos) return std::string(text);
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') quoted += "'\\''";
    else quoted += c;
  }
  return quoted + "'";
}

CommandLine& CommandLine::words(const std::vector<std::string>& all) {
  for (const std::string& word : all) text_ += " " + shell_word(word);
  return *this;
}

CommandLine& CommandLine::option(std::string_view name, std::string_view value) {
  if (!value.empty()) text_ += " " + std::string(name) + " " + shell_word(value);
  return *this;
}

}   // namespace parley::cli
