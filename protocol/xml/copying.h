// Pieces of a document as bytes that mean the same in another: as they stand, with what was declared around
// them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/base/result.h"
#include "protocol/xml/scope.h"

namespace parley::xml {

class Copying {
 public:
  // Both are held. Pieces will stand where the vocabulary's home is the default.
  Copying(const Vocabulary& vocabulary, const Limits& limits);

  // An element of the document, with whatever it needs in its own start tag. `home`: the default namespace of
  // the place where it will stand, none when that is not known.
  std::string whole(const Node& element, std::optional<std::string_view> home);
  // An element whose prefixes are declared around it by `needed`, to which they are added.
  std::string piece(const Node& element, Declarations& needed);
  // Attributes and texts need no more than their prefixes.
  std::string attribute(const Node& element, const Node& attribute, Declarations& needed);
  void text(std::string_view value, const Node& element, Declarations& needed);

  // What of them has to be declared in a start tag.
  std::string declarations(const Declarations& needed, std::size_t there_already = 0);

  // Counts what exceeds a limit; nothing that was copied is of use then.
  void check_attributes(std::size_t copied);
  Result<void> within_limits() const { return state_; }

 private:
  const Vocabulary& vocabulary_;
  const Limits& limits_;
  Scope scope_;
  std::size_t declared_again_ = 0;
  Result<void> state_;
};

}   // namespace parley::xml
