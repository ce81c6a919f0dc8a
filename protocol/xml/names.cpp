#include "protocol/xml/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace parley::xml {
namespace {

std::string label_of(NamespaceId space, std::string_view uri, const Vocabulary& vocabulary) {
  if (space == kNoNamespace) return "{}";
  if (space == kXmlNamespaceId) return "xml:";
  for (const KnownNamespace& known : vocabulary.others)
    if (known.uri == uri) return fmt::format("{}:", known.prefix);
  return fmt::format("{{{}}}", space);
}

}   // namespace

Names::Names(std::vector<std::string> uris, const Vocabulary& vocabulary)
    : uris_(std::move(uris)),
      home_(
          static_cast<NamespaceId>(std::find(uris_.begin(), uris_.end(), vocabulary.home) - uris_.begin())) {
  for (NamespaceId space = 0; space < uris_.size(); ++space) {
    labels_.push_back(label_of(space, uris_[space], vocabulary));
    if (labels_.back().ends_with(':')) known_.push_back(space);
  }
}

std::string Names::of_element(Name name) const {
  return name.space == home_ ? std::string(name.local) : labels_[name.space] + std::string(name.local);
}

std::string Names::of_attribute(Name name) const {
  return name.space == kNoNamespace ? std::string(name.local) : labels_[name.space] + std::string(name.local);
}

Name Names::element(std::string_view in_tree) const { return split(in_tree, home_); }

Name Names::attribute(std::string_view in_tree) const { return split(in_tree, kNoNamespace); }

// Neither character can stand in a name of XML, but for the colon of a prefix.
Name Names::split(std::string_view in_tree, NamespaceId when_plain) const {
  const std::size_t end = in_tree.find_first_of("}:");
  if (end == std::string_view::npos) return {when_plain, in_tree};
  const std::string_view local = in_tree.substr(end + 1);
  const std::string_view label = in_tree.substr(0, end + 1);
  for (const NamespaceId space : known_)
    if (labels_[space] == label) return {space, local};
  NamespaceId space = kNoNamespace;   // "{}" has no number.
  std::from_chars(label.data() + 1, label.data() + end, space);
  return {space, local};
}

std::string Names::readable(std::string_view element_in_tree) const {
  const Name name = element(element_in_tree);
  if (name.space == home_) return std::string(name.local);
  return fmt::format("{{{}}}{}", uri(name.space), name.local);
}

}   // namespace parley::xml
