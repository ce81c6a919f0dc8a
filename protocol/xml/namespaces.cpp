// Declarations first, then the names that need them.
#include "protocol/xml/namespaces.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace parley::xml {
namespace {

constexpr std::string_view kDeclarationNamespace = "http://www.w3.org/2000/xmlns/";
constexpr std::string_view kDeclaration = "xmlns";
constexpr std::string_view kDeclarationWithPrefix = "xmlns:";
constexpr std::string_view kWrongColon = "a colon at a wrong place of a name";

tl::unexpected<Error> not_well_formed(std::string_view what) {
  return fail(Errc::malformed, fmt::format("Not well-formed XML: {}", what));
}

tl::unexpected<Error> above(std::string_view what, std::size_t limit) {
  return fail(Errc::limit_exceeded, fmt::format("{} {}", what, limit));
}

bool declares(std::string_view attribute) {
  return attribute == kDeclaration || attribute.starts_with(kDeclarationWithPrefix);
}

bool begins_a_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

// A name has no prefix, or one colon with a name on either side.
bool is_qualified_name(std::string_view name) {
  const std::size_t colon = name.find(':');
  if (colon == std::string_view::npos) return true;
  const std::string_view local = name.substr(colon + 1);
  return colon > 0 && !local.empty() && begins_a_name(local[0]) && local.find(':') == std::string_view::npos;
}

// Two attributes of one namespace and local name, written with different prefixes. Their number is bounded.
bool has_twins(const std::vector<std::pair<NamespaceId, std::string_view>>& prefixed) {
  for (auto one = prefixed.begin(); one != prefixed.end(); ++one) {
    if (std::find(std::next(one), prefixed.end(), *one) != prefixed.end()) return true;
  }
  return false;
}

}   // namespace

Result<void> Namespaces::open(std::string_view element, AttributeList attributes,
                              std::vector<NamespaceId>& found) {
  before_.push_back(declared_.size());
  if (auto declared = declare_all(attributes); !declared) return declared;
  const auto own = of(element, default_namespace());
  if (!own) return tl::unexpected<Error>(own.error());
  found.push_back(*own);
  std::vector<std::pair<NamespaceId, std::string_view>> prefixed;
  for (AttributeList a = attributes; *a != nullptr; a += 2) {
    const std::string_view name = a[0];
    if (declares(name)) continue;
    const auto space = of(name, kNoNamespace);
    if (!space) return tl::unexpected<Error>(space.error());
    found.push_back(*space);
    if (*space != kNoNamespace) prefixed.emplace_back(*space, name.substr(name.find(':') + 1));
  }
  if (has_twins(prefixed)) return not_well_formed("duplicate attribute");
  return {};
}

void Namespaces::close() {
  for (; declared_.size() > before_.back(); declared_.pop_back()) {
    const Scope::iterator binding = declared_.back();
    binding->second.pop_back();
    if (binding->second.empty()) scope_.erase(binding);
  }
  before_.pop_back();
}

// The numbers are judged first, so that nothing below ever meets more.
Result<void> Namespaces::declare_all(AttributeList attributes) {
  std::size_t declarations = 0;
  std::size_t others = 0;
  for (AttributeList a = attributes; *a != nullptr; a += 2) ++(declares(a[0]) ? declarations : others);
  if (declarations > limits_.declarations_max)
    return above("An element declares more namespaces than", limits_.declarations_max);
  if (others > limits_.attributes_max)
    return above("An element has more attributes than", limits_.attributes_max);
  for (AttributeList a = attributes; *a != nullptr; a += 2) {
    const std::string_view name = a[0];
    if (!declares(name)) continue;
    if (!is_qualified_name(name)) return not_well_formed(kWrongColon);
    const std::string_view prefix = name == kDeclaration ? "" : name.substr(kDeclarationWithPrefix.size());
    if (auto declared = declare(prefix, a[1]); !declared) return declared;
  }
  return {};
}

Result<void> Namespaces::declare(std::string_view prefix, std::string_view uri) {
  if (uri.size() > limits_.namespace_bytes_max)
    return above("A namespace name has more bytes than", limits_.namespace_bytes_max);
  if (uri.empty() && !prefix.empty()) return not_well_formed("a prefix that is declared away");
  if (prefix == kDeclaration || uri == kDeclarationNamespace || (prefix == "xml") != (uri == kXmlNamespace))
    return not_well_formed("a reserved prefix or namespace is declared");
  if (prefix == "xml") return {};
  const auto binding = scope_.try_emplace(std::string(prefix)).first;
  binding->second.push_back(intern(uri));
  declared_.push_back(binding);
  return {};
}

NamespaceId Namespaces::intern(std::string_view uri) {
  if (uri.empty()) return kNoNamespace;
  const auto known = ids_.find(uri);
  if (known != ids_.end()) return known->second;
  const auto id = static_cast<NamespaceId>(uris_.size());
  uris_.emplace_back(uri);
  used_.push_back(false);
  ids_.emplace(uri, id);
  return id;
}

NamespaceId Namespaces::default_namespace() const {
  const auto binding = scope_.find(std::string_view());
  return binding == scope_.end() ? kNoNamespace : binding->second.back();
}

Result<NamespaceId> Namespaces::of(std::string_view name, NamespaceId without_prefix) {
  const std::size_t colon = name.find(':');
  NamespaceId space = without_prefix;
  if (colon != std::string_view::npos) {
    if (!is_qualified_name(name)) return not_well_formed(kWrongColon);
    const auto binding = scope_.find(name.substr(0, colon));
    if (binding != scope_.end()) space = binding->second.back();
    else if (name.starts_with("xml:")) space = kXmlNamespaceId;
    else return not_well_formed("unbound prefix");
  }
  if (used_[space]) return space;
  used_[space] = true;
  if (++used_count_ > limits_.namespaces_max)
    return above("The document uses more namespaces than", limits_.namespaces_max);
  return space;
}

}   // namespace parley::xml
