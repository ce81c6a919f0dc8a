#include "protocol/xml/copying.h"

#include <fmt/format.h>

#include <algorithm>

#include "protocol/xml/escape.h"

namespace parley::xml {
namespace {

constexpr Declaration kNoDefault = {"", "", "\"\""};
constexpr std::size_t kOfTheWriter =
    3;   // Declarations that a writer makes at his root: two, and the default.

bool has(const std::vector<Declaration>& all, std::string_view prefix) {
  return std::any_of(all.begin(), all.end(), [&](const Declaration& one) { return one.prefix == prefix; });
}

std::string with_declarations(std::string_view element, std::string_view declarations) {
  const std::size_t name_end = element.find_first_of(" \t\r\n/>", 1);
  std::string out;
  out.reserve(element.size() + declarations.size());
  return ((out += element.substr(0, name_end)) += declarations) += element.substr(name_end);
}

}   // namespace

Copying::Copying(const Vocabulary& vocabulary, const Limits& limits)
    : vocabulary_(vocabulary), limits_(limits), scope_(vocabulary.others) {}

std::string Copying::whole(const Node& element, std::optional<std::string_view> home) {
  scope_.move_into(element.parent());
  std::pmr::monotonic_buffer_resource arena;
  const std::vector<Declaration> own = declarations_in(element.value, arena);
  Declarations needed;
  scope_.collect(element.value, needed);
  std::erase_if(needed, [&](const auto& one) { return has(own, one.first); });
  const Declaration* const around = scope_.find("");
  const Declaration& plain = around == nullptr ? kNoDefault : *around;
  if (plain.uri != home && !has(own, "")) needed.emplace("", plain);
  return with_declarations(element.value, declarations(needed, own.size()));
}

std::string Copying::piece(const Node& element, Declarations& needed) {
  scope_.move_into(element.parent());
  scope_.collect(element.value, needed);
  const Declaration* const around = scope_.find("");
  const Declaration& plain = around == nullptr ? kNoDefault : *around;
  if (plain.uri == vocabulary_.home) return std::string(element.value);
  std::pmr::monotonic_buffer_resource arena;
  const std::vector<Declaration> own = declarations_in(element.value, arena);
  if (has(own, "")) return std::string(element.value);
  return with_declarations(element.value, declarations({{"", plain}}, own.size()));
}

std::string Copying::attribute(const Node& element, const Node& attribute, Declarations& needed) {
  scope_.move_into(&element);
  // Neither a name nor what stands between it and its value has a quotation mark.
  const std::string_view from = element.value.substr(attribute.offset - element.offset);
  const std::size_t begin = from.find_first_of("\"'");
  const std::string_view bytes = from.substr(0, from.find(from[begin], begin + 1) + 1);
  scope_.collect(bytes, needed);
  return fmt::format(" {}", bytes);
}

void Copying::text(std::string_view value, const Node& element, Declarations& needed) {
  scope_.move_into(&element);
  scope_.collect(value, needed);
}

std::string Copying::declarations(const Declarations& needed, std::size_t there_already) {
  std::string all;
  for (const auto& [prefix, one] : needed) {
    declared_again_ += prefix.size() + one.quoted.size();
    if (declared_again_ > limits_.declared_again_max) {
      state_ = fail(Errc::limit_exceeded,
                    fmt::format("What pieces that nobody knows need declared again has more bytes than {}",
                                limits_.declared_again_max));
      return {};
    }
    append_declaration(all, one);
  }
  if (!needed.empty() && needed.size() + there_already + kOfTheWriter > limits_.declarations_max)
    state_ = fail(Errc::limit_exceeded,
                  fmt::format("A piece that nobody knows needs more namespaces declared than {}",
                              limits_.declarations_max - kOfTheWriter));
  return all;
}

void Copying::check_attributes(std::size_t copied) {
  if (copied > limits_.attributes_copied_max)
    state_ =
        fail(Errc::limit_exceeded, fmt::format("An element has more attributes that nobody knows than {}",
                                               limits_.attributes_copied_max));
}

}   // namespace parley::xml
