// XPath 1.0 on a normalised tree (pugixml).
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "protocol/base/result.h"
#include "simulator/ladder/substitute.h"
#include "simulator/ladder/xml_tree.h"

namespace parley::sim::ladder {

// Whether an expression can be compiled when exactly these variables exist. The error's offset is a byte of
// the expression.
Result<void> compile_xpath(std::string_view expression, const std::set<std::string, std::less<>>& variables);

// The boolean and the string value (XPath 1.0, 4.2 and 4.3). An error: it cannot be compiled.
Result<bool> xpath_holds(const XmlTree& tree, std::string_view expression, const Variables& variables);
Result<std::string> xpath_value(const XmlTree& tree, std::string_view expression, const Variables& variables);

// What stands left of the comparison that the whole expression is, to show its value to a person; empty when
// the expression is no comparison.
std::string_view left_side_of(std::string_view expression);

}   // namespace parley::sim::ladder
