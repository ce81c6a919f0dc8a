// The namespaces that a reader knows by name.
#pragma once

#include <span>
#include <string_view>

namespace parley::xml {

// One beside the reader's home, and what its names begin with in the tree.
struct KnownNamespace {
  std::string_view prefix, uri;
};
struct Vocabulary {
  std::string_view home;
  std::span<const KnownNamespace> others = {};
  // What a writer of such documents declares around all of them, used or not: so its prefixes mean the same
  // in a document that does not.
  std::span<const KnownNamespace> surplus = {};
};

}   // namespace parley::xml
