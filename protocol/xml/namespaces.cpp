#include "protocol/xml/namespaces.h"

#include <fmt/format.h>

#include <algorithm>

#include "protocol/xml/name_characters.h"

namespace parley::xml {
namespace {

constexpr std::string_view kDeclarationNamespace = "http://www.w3.org/2000/xmlns/";
constexpr std::string_view kDeclaration = "xmlns";
constexpr std::size_t kFewPrefixes = 8;   // The samples have no more.
constexpr std::size_t kFewSpaces = 8;
constexpr std::string_view kWrongColon = "a colon at a wrong place of a name";

tl::unexpected<Error> not_well_formed(std::string_view what) {
  return fail(Errc::malformed, fmt::format("Not well-formed XML: {}", what));
}

tl::unexpected<Error> above(std::string_view what, std::size_t limit) {
  return fail(Errc::limit_exceeded, fmt::format("{} {}", what, limit));
}

// One colon at most, with a name on either side (Namespaces in XML 1.0, 4).
bool is_qualified(const RawName& name) {
  if (!name.has_colon()) return true;
  const std::string_view local = name.text.substr(name.colon + 1);
  if (name.colon > 0 && !local.empty() && end_of_plain_name(local.begin(), local.end()) == local.end())
    return true;   // Nearly all.
  return name.colon > 0 && begins_local_name(local) && local.find(':') == local.npos;
}

std::string_view kept(std::string_view text, std::pmr::memory_resource& arena) {
  char* const copy = static_cast<char*>(arena.allocate(text.size(), 1));
  std::copy(text.begin(), text.end(), copy);
  return {copy, text.size()};
}

}   // namespace

Namespaces::Namespaces(const Vocabulary& vocabulary, const Limits& limits, std::pmr::memory_resource& arena)
    : vocabulary_(vocabulary),
      limits_(limits),
      arena_(arena),
      prefixes_(&arena),
      more_prefixes_(&arena),
      shadowed_(&arena),
      spaces_({{"", "{}"}, {kXmlNamespace, "xml:"}, {vocabulary.home, "{2}"}}, &arena),
      more_spaces_(&arena) {
  prefixes_.reserve(kFewPrefixes);   // Never more: others point into it.
  shadowed_.reserve(kFewPrefixes);
}

void Namespaces::open() { ++depth_; }

Result<void> Namespaces::declare(const RawName& attribute, std::string_view uri) {
  if (!is_qualified(attribute)) return not_well_formed(kWrongColon);
  const bool is_default = !attribute.has_colon();
  const std::string_view prefix = is_default ? "" : attribute.text.substr(attribute.colon + 1);
  if (uri.size() > limits_.namespace_bytes_max)
    return above("A namespace name has more bytes than", limits_.namespace_bytes_max);
  if (uri.empty() && !is_default) return not_well_formed("a prefix that is declared away");
  if (prefix == kDeclaration || uri == kDeclarationNamespace || (prefix == "xml") != (uri == kXmlNamespace))
    return not_well_formed("a reserved prefix or namespace is declared");
  Binding& binding = is_default ? default_ : find_or_add(prefix);
  if (binding.depth == depth_) return not_well_formed("duplicate attribute");
  Shadowed& shadowed = shadowed_.emplace_back();
  shadowed.where = &binding;
  if (binding.depth > 0) shadowed.before = binding;   // Else it is none.
  // One by one: a whole one would be read again while it is still being written, and a processor waits for
  // that.
  binding.uri = uri;
  binding.space = uri.empty() ? kNoNamespace : kUnused;
  binding.depth = depth_;
  return {};
}

void Namespaces::close() {
  for (; !shadowed_.empty() && shadowed_.back().where->depth == depth_; shadowed_.pop_back())
    *shadowed_.back().where = shadowed_.back().before;
  --depth_;
}

Result<Resolved> Namespaces::element(const RawName& name) {
  return name.has_colon() ? with_prefix(name) : in(default_, name.text);
}

Result<Resolved> Namespaces::attribute(const RawName& name) {
  return name.has_colon() ? with_prefix(name) : Resolved{kNoNamespace, name.text};
}

Namespaces::Binding* Namespaces::find(std::string_view prefix) {
  for (Prefix& one : prefixes_)
    if (one.name == prefix) return &one.binding;
  const auto found = more_prefixes_.find(prefix);
  return found == more_prefixes_.end() ? nullptr : &found->second;
}

Namespaces::Binding& Namespaces::find_or_add(std::string_view prefix) {
  if (Binding* const found = find(prefix)) return *found;
  return prefixes_.size() < kFewPrefixes ? prefixes_.emplace_back(Prefix{prefix, {}}).binding
                                         : more_prefixes_[prefix];
}

Result<Resolved> Namespaces::with_prefix(const RawName& name) {
  if (!is_qualified(name)) return not_well_formed(kWrongColon);
  const std::string_view prefix = name.text.substr(0, name.colon);
  const std::string_view local = name.text.substr(name.colon + 1);
  if (Binding* const found = find(prefix); found != nullptr && found->depth > 0) return in(*found, local);
  if (prefix == "xml") return Resolved{kXmlNamespaceId, local};
  return not_well_formed("unbound prefix");
}

Result<Resolved> Namespaces::in(Binding& binding, std::string_view local) {
  if (binding.space == kUnused) {
    const auto used = use(binding);
    if (!used) return tl::unexpected<Error>(used.error());
  }
  return Resolved{binding.space, local};
}

NamespaceId Namespaces::find_space(std::string_view uri) const {
  const std::size_t few = std::min(spaces_.size(), kFewSpaces);
  for (std::size_t id = kXmlNamespaceId; id < few; ++id)
    if (spaces_[id].uri == uri) return static_cast<NamespaceId>(id);
  const auto found = more_spaces_.find(uri);
  return found == more_spaces_.end() ? kNoNamespace : found->second;
}

Result<void> Namespaces::use(Binding& binding) {
  NamespaceId id = find_space(binding.uri);
  if (id == kNoNamespace) {
    if (spaces_.size() - kFirstForeign == limits_.namespaces_max)
      return above("The document uses more namespaces than", limits_.namespaces_max);
    id = static_cast<NamespaceId>(spaces_.size());
    spaces_.push_back({binding.uri, make_label(id, binding.uri)});
    if (id >= kFewSpaces) more_spaces_.emplace(binding.uri, id);
  }
  binding.space = id;
  return {};
}

std::string_view Namespaces::make_label(NamespaceId space, std::string_view uri) {
  for (const KnownNamespace& known : vocabulary_.others)
    if (known.uri == uri) return kept(fmt::format("{}:", known.prefix), arena_);
  return kept(fmt::format("{{{}}}", space), arena_);
}

}   // namespace parley::xml
