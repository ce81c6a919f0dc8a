// The exceptions of pugixml's XPath end here.
#include "simulator/ladder/xpath.h"

#include <pugixml.hpp>

#include "protocol/base/text.h"

namespace parley::sim::ladder {
namespace {

template <class Use>
auto with_query(std::string_view expression, pugi::xpath_variable_set& variables, Use use)
    -> Result<decltype(use(std::declval<const pugi::xpath_query&>()))> {
  try {
    const pugi::xpath_query query(std::string(expression).c_str(), &variables);
    return use(query);
  } catch (const pugi::xpath_exception& wrong) {
    const auto offset = wrong.result().offset;
    return fail(Errc::malformed, wrong.what(), offset < 0 ? 0 : static_cast<std::size_t>(offset));
  }
}

void fill(pugi::xpath_variable_set& set, const Variables& variables) {
  for (const auto& [name, value] : variables) set.set(name.c_str(), value.c_str());
}

}   // namespace

Result<void> compile_xpath(std::string_view expression, const std::set<std::string, std::less<>>& variables) {
  pugi::xpath_variable_set set;
  for (const auto& name : variables) set.set(name.c_str(), "");
  auto compiled = with_query(expression, set, [](const pugi::xpath_query&) { return true; });
  if (!compiled) return tl::make_unexpected(std::move(compiled.error()));
  return {};
}

Result<bool> xpath_holds(const XmlTree& tree, std::string_view expression, const Variables& variables) {
  pugi::xpath_variable_set set;
  fill(set, variables);
  return with_query(expression, set,
                    [&](const pugi::xpath_query& query) { return query.evaluate_boolean(tree.document()); });
}

Result<std::string> xpath_value(const XmlTree& tree, std::string_view expression,
                                const Variables& variables) {
  pugi::xpath_variable_set set;
  fill(set, variables);
  return with_query(expression, set,
                    [&](const pugi::xpath_query& query) { return query.evaluate_string(tree.document()); });
}

std::string_view left_side_of(std::string_view expression) {
  int depth = 0;
  char quote = 0;
  for (std::size_t i = 0; i < expression.size(); ++i) {
    const char c = expression[i];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == '(' || c == '[') {
      ++depth;
    } else if (c == ')' || c == ']') {
      --depth;
    } else if (depth == 0 && (c == '=' || c == '<' || c == '>' || c == '!')) {
      const auto left = trim(expression.substr(0, i));
      // "a = 1 or b = 2" is no comparison as a whole.
      const bool compound = expression.find(" or ") != std::string_view::npos ||
                            expression.find(" and ") != std::string_view::npos;
      return compound ? std::string_view{} : left;
    }
  }
  return {};
}

}   // namespace parley::sim::ladder
