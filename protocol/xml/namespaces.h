// Which namespace a name belongs to, start tag by start tag (Namespaces in XML 1.0).
//
// A namespace name is kept once, however many names belong to it, and a prefix is found in the logarithm of
// those in scope: what a document costs does not depend on its namespaces.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocol/base/result.h"
#include "protocol/xml/gate.h"

namespace parley::xml {

// The attributes of a start tag as expat gives them: name, value, name, value, null.
using AttributeList = const char* const*;

class Namespaces {
 public:
  explicit Namespaces(const Limits& limits) : limits_(limits) {}

  // A start tag. Appends to `found` the namespace of the element and of each attribute that declares nothing.
  // Refused: what is not namespace-well-formed, and what exceeds a limit; the error has no offset. Our own
  // narrowing: behind a prefix a name begins with a letter or underscore of ASCII, because whether another
  // character may begin a name is in no table of ours, and a name is written without its prefix later.
  Result<void> open(std::string_view element, AttributeList attributes, std::vector<NamespaceId>& found);
  // The end tag of the last element that was opened.
  void close();

  std::vector<std::string> take_uris() { return std::move(uris_); }

 private:
  using Scope = std::map<std::string, std::vector<NamespaceId>, std::less<>>;   // The innermost is last.

  Result<void> declare_all(AttributeList attributes);
  Result<void> declare(std::string_view prefix, std::string_view uri);
  NamespaceId intern(std::string_view uri);
  Result<NamespaceId> of(std::string_view name, NamespaceId without_prefix);
  NamespaceId default_namespace() const;

  const Limits& limits_;
  std::vector<std::string> uris_{"", std::string(kXmlNamespace)};   // By id.
  std::map<std::string, NamespaceId, std::less<>> ids_;
  std::vector<bool> used_ = {true, true};   // By id.
  std::size_t used_count_ = 0;              // Without the first two.
  Scope scope_;
  std::vector<Scope::iterator> declared_;   // By all open elements, in order.
  std::vector<std::size_t> before_;         // Of each open element: how many were declared before it.
};

}   // namespace parley::xml
