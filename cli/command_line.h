// A command that somebody can paste into a POSIX shell.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace parley::cli {

// In single quotes when a shell would read it as anything but one word.
std::string shell_word(std::string_view text);

class CommandLine {
 public:
  explicit CommandLine(std::string_view verb) : text_("parley " + std::string(verb)) {}

  CommandLine& words(const std::vector<std::string>& all);
  // Nothing when the value is empty.
  CommandLine& option(std::string_view name, std::string_view value);
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}   // namespace parley::cli
