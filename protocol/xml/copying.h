// Pieces of a document as bytes that mean the same in another: as they stand, with what was declared around
// them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/base/result.h"
#include "protocol/xml/limits.h"
#include "protocol/xml/scope.h"

namespace parley::xml {

class Copying {
 public:
  // Both are held. Pieces will stand where the vocabulary's home is the default.
  Copying(const Vocabulary& vocabulary, const Limits& limits);

  // An element of the document, with whatever it needs in its own start tag. `home`: the default namespace of
  // the place where it will stand, none when that is not known.
  std::string whole(const Node& element, std::optional<std::string_view> home);
  // An element whose prefixes will be declared around it; they are added to `needed`.
  std::string piece(const Node& element, Declarations& needed);
  // Attributes and texts need no more than their prefixes.
  std::string attribute(const Node& element, const Node& attribute, Declarations& needed);
  void text(std::string_view value, const Node& element, Declarations& needed);

  // As they stand in the start tag of `element`, or in that of its copy, which has so many without them.
  std::string written(const Declarations& needed, const Node& element, std::size_t there_already);
  // How many a writer declares at his root.
  std::size_t of_the_writer() const { return vocabulary_.surplus.size() + 1; }
  void check_attributes(const Node& element, std::size_t copied);

  // The first limit that was exceeded, and at which element; nothing that was copied is of use then.
  struct Refusal {
    const Node* element;
    std::string reason;   // A sentence without its end.
  };
  const std::optional<Refusal>& refusal() const { return refusal_; }

 private:
  Declarations needed_by(const Node& element);
  std::string with_own(const Node& element, Declarations needed, std::optional<std::string_view> home);
  void refuse(const Node& element, std::string_view what, std::size_t limit);

  const Vocabulary& vocabulary_;
  const Limits& limits_;
  Scope scope_;
  std::size_t declared_again_ = 0;
  std::optional<Refusal> refusal_;
};

}   // namespace parley::xml
