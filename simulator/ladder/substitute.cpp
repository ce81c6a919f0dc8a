// Finds and fills the holes of a text.
#include "simulator/ladder/substitute.h"

#include <optional>

namespace parley::sim::ladder {
namespace {

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         c == '.';
}

std::string escaped_for_regex(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("\\^$.|?*+()[]{}/-").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

constexpr std::size_t kBraces = 3, kDollar = 1;   // What a hole has beside its name: ${ and }, or $.

template <class Fill>
std::string filled(std::string_view text, const std::vector<Hole>& holes, std::size_t beside, Fill fill) {
  std::string out;
  std::size_t done = 0;
  for (const Hole& hole : holes) {
    const std::optional<std::string> value = fill(hole.name);
    if (!value) continue;
    out += text.substr(done, hole.offset - done);
    out += *value;
    done = hole.offset + hole.name.size() + beside;
  }
  out += text.substr(done);
  return out;
}

std::optional<std::string> value_of(const Variables& variables, const std::string& name) {
  const auto found = variables.find(name);
  return found == variables.end() ? std::nullopt : std::optional(found->second);
}

}   // namespace

std::string substitute(std::string_view text, const Variables& variables) {
  return filled(text, holes_of(text), kBraces,
                [&](const std::string& name) { return value_of(variables, name); });
}

std::string substitute_in_regex(std::string_view text, const Variables& variables) {
  return filled(text, holes_of(text), kBraces, [&](const std::string& name) {
    const auto value = value_of(variables, name);
    return value ? std::optional(escaped_for_regex(*value)) : value;
  });
}

std::string substitute_in_xpath(std::string_view xpath, const Variables& variables) {
  return filled(xpath, xpath_variables_of(xpath), kDollar, [&](const std::string& name) {
    const auto value = value_of(variables, name);
    return value ? std::optional("'" + *value + "'") : value;
  });
}

std::vector<Hole> holes_of(std::string_view text) {
  std::vector<Hole> holes;
  for (std::size_t at = text.find("${"); at != std::string_view::npos; at = text.find("${", at + 2)) {
    const std::size_t end = text.find('}', at);
    if (end == std::string_view::npos) break;
    holes.push_back({std::string(text.substr(at + 2, end - at - 2)), at});
  }
  return holes;
}

std::vector<Hole> xpath_variables_of(std::string_view xpath) {
  std::vector<Hole> variables;
  char quote = 0;
  for (std::size_t i = 0; i < xpath.size(); ++i) {
    const char c = xpath[i];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == '$' && i + 1 < xpath.size() && is_name_character(xpath[i + 1])) {
      std::size_t end = i + 1;
      while (end < xpath.size() && is_name_character(xpath[end])) ++end;
      variables.push_back({std::string(xpath.substr(i + 1, end - i - 1)), i});
      i = end - 1;
    }
  }
  return variables;
}

}   // namespace parley::sim::ladder
