// An element of a tree as bytes again.
#pragma once

#include <optional>
#include <string>

#include "protocol/xml/namespaces.h"

namespace parley::xml {

// The element and what is in it. `outside`: the default namespace of the place where it will stand, none when
// that is not known.
std::string serialise(const Node& element, const Namespaces& namespaces, std::optional<NamespaceId> outside);

}   // namespace parley::xml
