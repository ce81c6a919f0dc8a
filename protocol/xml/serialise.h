// An element of a tree as bytes again.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "protocol/xml/namespaces.h"

namespace parley::xml {

// The element and what is in it. `outside`: the default namespace of the place where it will stand, none when
// that is not known.
std::string serialise(const Node& element, const Namespaces& namespaces, std::optional<NamespaceId> outside);

// Attributes as they stand in a start tag, each with a blank in front, behind the declarations that they
// need.
std::string serialise(const std::vector<const Node*>& attributes, const Namespaces& namespaces);

}   // namespace parley::xml
