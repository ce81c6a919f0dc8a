#include "protocol/xml/scope.h"

#include <algorithm>

#include "protocol/base/assert.h"
#include "protocol/xml/name_characters.h"

namespace parley::xml {
namespace {

// A tree has judged its own before.
constexpr std::size_t kAnyNumber = ~std::size_t{0};

}   // namespace

void append_declaration(std::string& out, const Declaration& declaration) {
  out += " xmlns";
  if (!declaration.prefix.empty()) (out += ':') += declaration.prefix;
  (out += '=') += declaration.quoted;
}

std::optional<StartTag> read_start_tag(std::string_view bytes, std::pmr::memory_resource& arena) {
  Scanner scanner(bytes, kAnyNumber, arena);
  const Token token = scanner.next();
  if (token != Token::start_tag && token != Token::empty_tag) return std::nullopt;
  StartTag tag{scanner.name(), {}};
  for (const RawAttribute& one : scanner.attributes()) {
    if (!one.name.declares_namespace()) continue;
    const std::string_view prefix =
        one.name.has_colon() ? one.name.text.substr(one.name.colon + 1) : std::string_view();
    const std::string_view value = one.value.bytes;
    tag.declarations.push_back(
        {prefix, one.value.meaning(arena), {value.data() - 1, value.size() + 2}, nullptr});
  }
  return tag;
}

std::vector<Declaration> declarations_in(std::string_view element, std::pmr::memory_resource& arena) {
  std::optional<StartTag> tag = read_start_tag(element, arena);
  PARLEY_ASSERT(tag.has_value());
  return std::move(tag->declarations);
}

Scope::Scope(std::span<const KnownNamespace> outermost) {
  for (const auto& [prefix, uri] : outermost) {
    std::string& quoted = quoted_.emplace_back("\"");
    (quoted += uri) += '"';
    by_prefix_[prefix].push_back({prefix, uri, quoted, nullptr});
  }
}

void Scope::move_into(const Node* element) {
  std::vector<const Node*> wanted;
  for (const Node* at = element; at != nullptr; at = at->parent()) wanted.push_back(at);
  std::reverse(wanted.begin(), wanted.end());
  const auto [mine, other] = std::mismatch(path_.begin(), path_.end(), wanted.begin(), wanted.end());
  const auto common = static_cast<std::size_t>(mine - path_.begin());
  while (path_.size() > common) leave();
  for (std::size_t at = common; at < wanted.size(); ++at) enter(*wanted[at]);
}

void Scope::enter(const Node& element) {
  path_.push_back(&element);
  std::vector<std::string_view>& declared = declared_.emplace_back();
  for (Declaration& one : declarations_in(element.value, arena_)) {
    one.element = &element;
    by_prefix_[one.prefix].push_back(one);
    declared.push_back(one.prefix);
  }
}

void Scope::leave() {
  for (const std::string_view prefix : declared_.back()) by_prefix_[prefix].pop_back();
  declared_.pop_back();
  path_.pop_back();
}

const Declaration* Scope::find(std::string_view prefix) const {
  const auto found = by_prefix_.find(prefix);
  return found == by_prefix_.end() || found->second.empty() ? nullptr : &found->second.back();
}

void Scope::collect(std::string_view bytes, Declarations& found) const {
  while (!bytes.empty()) {
    std::size_t colon = 0;
    const std::size_t length = name_length(bytes, colon);
    std::string_view name = bytes.substr(0, length);
    for (; (colon = name.find(':')) != name.npos; name.remove_prefix(colon + 1)) {
      const std::string_view prefix = name.substr(0, colon);
      if (prefix.empty() || prefix == "xml") continue;
      if (const Declaration* const one = find(prefix)) found.emplace(one->prefix, *one);
    }
    bytes.remove_prefix(std::max<std::size_t>(length, 1));
  }
}

}   // namespace parley::xml
