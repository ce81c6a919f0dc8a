// Which namespace a name belongs to, tag by tag (Namespaces in XML 1.0), and how names of it are written in a
// tree (tree.h).
//
// A namespace name is kept once, however many names belong to it, and a prefix is found in the logarithm of
// those in the document: what a document costs does not depend on its namespaces.
#pragma once

#include <cstddef>
#include <map>
#include <memory_resource>
#include <string_view>
#include <vector>

#include "protocol/base/result.h"
#include "protocol/xml/limits.h"
#include "protocol/xml/node.h"
#include "protocol/xml/scanner.h"
#include "protocol/xml/vocabulary.h"

namespace parley::xml {

// A name without its prefix, and where it belongs.
struct Resolved {
  NamespaceId space = kNoNamespace;
  std::string_view local;
};

class Namespaces {
 public:
  // Everything is held by `arena`, but what is in the document.
  Namespaces(const Vocabulary& vocabulary, const Limits& limits, std::pmr::memory_resource& arena);

  // A start tag, then its declarations, then its names; the error has no offset. Refused: what is not
  // namespace-well-formed, and what exceeds a limit.
  void open();
  Result<void> declare(const RawName& attribute, std::string_view uri);
  Result<Resolved> element(const RawName& name);
  Result<Resolved> attribute(const RawName& name);
  // The end tag of the last that was opened.
  void close();

  // What names of that namespace begin with in the tree.
  std::string_view label_of(NamespaceId space) const { return spaces_[space].label; }
  std::string_view uri_of(NamespaceId space) const { return spaces_[space].uri; }
  std::pmr::memory_resource& arena() const { return arena_; }
  // That of the vocabulary; it may be none.
  NamespaceId home() const { return vocabulary_.home.empty() ? kNoNamespace : kHomeNamespaceId; }

 private:
  static constexpr std::size_t kFirstForeign = kHomeNamespaceId + 1;
  static constexpr NamespaceId kUnused = ~NamespaceId{0};   // Declared, and no name was seen yet.
  struct Binding {
    std::string_view uri;
    NamespaceId space = kNoNamespace;
    std::size_t depth = 0;   // Of the element that declares it; 0 when none does.
  };
  struct Shadowed {
    Binding* where;
    Binding before;
  };
  struct Space {
    std::string_view uri, label;
  };

  struct Prefix {
    std::string_view name;
    Binding binding;
  };

  Binding* find(std::string_view prefix);
  Binding& find_or_add(std::string_view prefix);
  Result<Resolved> with_prefix(const RawName& name);
  Result<Resolved> in(Binding& binding, std::string_view local);
  Result<void> use(Binding& binding);
  NamespaceId find_space(std::string_view uri) const;   // kNoNamespace when it is new.
  std::string_view make_label(NamespaceId space, std::string_view uri);

  const Vocabulary& vocabulary_;
  const Limits& limits_;
  std::pmr::memory_resource& arena_;
  Binding default_;
  std::pmr::vector<Prefix> prefixes_;                        // The first few, looked at one after the other.
  std::pmr::map<std::string_view, Binding> more_prefixes_;   // Of a document that has more.
  std::pmr::vector<Shadowed> shadowed_;
  std::size_t depth_ = 0;
  std::pmr::vector<Space> spaces_;                             // By id; namespaces_max bounds them.
  std::pmr::map<std::string_view, NamespaceId> more_spaces_;   // Ids of those behind the first few.
};

}   // namespace parley::xml
