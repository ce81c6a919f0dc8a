#include "protocol/xml/copying.h"

#include <fmt/format.h>

#include <utility>

namespace parley::xml {
namespace {

constexpr Declaration kNoDefault = {"", "", "\"\"", nullptr};

std::string with_declarations(std::string_view element, std::string_view declarations) {
  const std::size_t name_end = element.find_first_of(" \t\r\n/>", 1);
  std::string out;
  out.reserve(element.size() + declarations.size());
  return ((out += element.substr(0, name_end)) += declarations) += element.substr(name_end);
}

// In what the values and texts mean: there a prefix may be written with references, or cut by a comment.
void collect_in_values(const Node& element, const Scope& scope, Declarations& found) {
  for (const Node* one = &element + 1; one != &element + 1 + element.attributes; ++one)
    scope.collect(one->value, found);
  std::string text;
  for (const Node* one = element.content(); one != nullptr; one = one->next()) {
    if (one->kind == NodeKind::text) {
      text += one->value;
      continue;
    }
    scope.collect(std::exchange(text, {}), found);
    collect_in_values(*one, scope, found);
  }
  scope.collect(text, found);
}

}   // namespace

Copying::Copying(const Vocabulary& vocabulary, const Limits& limits)
    : vocabulary_(vocabulary), limits_(limits), scope_(vocabulary.surplus) {}

Declarations Copying::needed_by(const Node& element) {
  scope_.move_into(element.parent());
  Declarations needed;
  scope_.collect(element.value, needed);
  collect_in_values(element, scope_, needed);
  return needed;
}

// What the element declares itself needs no declaration.
std::string Copying::with_own(const Node& element, Declarations needed,
                              std::optional<std::string_view> home) {
  const Declaration* const around = scope_.find("");
  const Declaration& plain = around == nullptr ? kNoDefault : *around;
  if (plain.uri != home) needed.emplace("", plain);
  if (needed.empty()) return std::string(element.value);
  std::pmr::monotonic_buffer_resource arena;
  const std::vector<Declaration> own = declarations_in(element.value, arena);
  for (const Declaration& one : own) needed.erase(one.prefix);
  return with_declarations(element.value, written(needed, element, own.size()));
}

std::string Copying::whole(const Node& element, std::optional<std::string_view> home) {
  return with_own(element, needed_by(element), home);
}

std::string Copying::piece(const Node& element, Declarations& needed) {
  needed.merge(needed_by(element));
  return with_own(element, {}, vocabulary_.home);
}

std::string Copying::attribute(const Node& element, const Node& attribute, Declarations& needed) {
  scope_.move_into(&element);
  // Neither a name nor what stands between it and its value has a quotation mark.
  const std::string_view from = element.value.substr(attribute.offset - element.offset);
  const std::size_t begin = from.find_first_of("\"'");
  const std::string_view bytes = from.substr(0, from.find(from[begin], begin + 1) + 1);
  scope_.collect(bytes, needed);
  scope_.collect(attribute.value, needed);
  return fmt::format(" {}", bytes);
}

void Copying::text(std::string_view value, const Node& element, Declarations& needed) {
  scope_.move_into(&element);
  scope_.collect(value, needed);
}

std::string Copying::written(const Declarations& needed, const Node& element, std::size_t there_already) {
  std::string all;
  for (const auto& [prefix, one] : needed) {
    if (declared_again_ + all.size() > limits_.declared_again_max) break;
    append_declaration(all, one);
  }
  declared_again_ += all.size();
  if (declared_again_ > limits_.declared_again_max)
    refuse(element, "What nobody knows needs declarations again of more bytes than",
           limits_.declared_again_max);
  else if (needed.size() + there_already > limits_.declarations_max && !needed.empty())
    refuse(element, "What nobody knows needs more declarations at one element than",
           limits_.declarations_max);
  return all;
}

void Copying::check_attributes(const Node& element, std::size_t copied) {
  if (copied > limits_.attributes_copied_max)
    refuse(element, "An element has more attributes that nobody knows than", limits_.attributes_copied_max);
}

void Copying::refuse(const Node& element, std::string_view what, std::size_t limit) {
  if (!refusal_) refusal_ = Refusal{&element, fmt::format("{} {}", what, limit)};
}

}   // namespace parley::xml
