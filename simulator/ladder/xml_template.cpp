// Subset match of two trees. Children are matched greedily: whether a child matches does not depend on which
// ones its brothers took, so the earliest fit is never a mistake.
#include "simulator/ladder/xml_template.h"

#include <fmt/format.h>

#include <array>
#include <pugixml.hpp>

#include "protocol/base/text.h"

namespace parley::sim::ladder {
namespace {

constexpr std::size_t kShownMax = 80;   // Of a value, in a sentence.

struct Outcome {
  std::string wrong;      // Empty: it matches.
  std::size_t held = 0;   // How much of the template did; the larger is the better explanation.
};

bool is_wildcard(std::string_view text) { return text == "..." || text == "*"; }

std::string shown(std::string_view text) {
  if (text.size() <= kShownMax) return fmt::format("\"{}\"", text);
  return fmt::format("\"{}[...]\"", text.substr(0, kShownMax));
}

std::string direct_text(const pugi::xml_node& node) {
  std::string text;
  for (const pugi::xml_node child : node.children())
    if (child.type() == pugi::node_pcdata) text += child.value();
  return std::string(trim(text));
}

class Comparison {
 public:
  Comparison(const Variables& variables, std::string_view default_namespace)
      : variables_(variables), default_namespace_(default_namespace) {}

  // The best outcome over `node` and everything below it.
  Outcome anywhere(const pugi::xml_node& wanted, const pugi::xml_node& node) const {
    Outcome best{.wrong = fmt::format("there is no <{}>", wanted.name()), .held = 0};
    for (const pugi::xml_node child : node.children()) {
      if (child.type() != pugi::node_element) continue;
      for (Outcome& one : std::array{element(wanted, child), anywhere(wanted, child)}) {
        if (one.wrong.empty()) return one;
        if (one.held > best.held) best = std::move(one);
      }
    }
    return best;
  }

 private:
  Outcome element(const pugi::xml_node& wanted, const pugi::xml_node& node) const {
    if (std::string_view(wanted.name()) != node.name())
      return {.wrong = fmt::format("<{}> stands where <{}> is expected", node.name(), wanted.name()),
              .held = 0};
    Outcome outcome{.wrong = {}, .held = 1};
    compare_namespace(wanted, node, outcome);
    compare_attributes(wanted, node, outcome);
    compare_text(wanted, node, outcome);
    compare_children(wanted, node, outcome);
    return outcome;
  }

  static void hold(Outcome& outcome, bool holds, std::string wrong) {
    if (holds) ++outcome.held;
    else if (outcome.wrong.empty()) outcome.wrong = std::move(wrong);
  }

  void compare_namespace(const pugi::xml_node& wanted, const pugi::xml_node& node, Outcome& outcome) const {
    const std::string_view own = wanted.attribute("xmlns").value();
    const std::string_view expected = own.empty() ? default_namespace_ : own;
    const std::string_view actual = node.attribute("xmlns").value();
    hold(outcome, expected.empty() || expected == actual,
         fmt::format("<{}> is in namespace {} instead of {}", node.name(), shown(actual), shown(expected)));
  }

  void compare_attributes(const pugi::xml_node& wanted, const pugi::xml_node& node, Outcome& outcome) const {
    for (const pugi::xml_attribute attribute : wanted.attributes()) {
      const std::string_view name = attribute.name();
      if (name == "xmlns") continue;
      const pugi::xml_attribute found = node.attribute(attribute.name());
      if (!found) {
        hold(outcome, false, fmt::format("<{}> has no attribute {}", node.name(), name));
        continue;
      }
      const std::string expected = in_one_spelling(name, substitute(attribute.value(), variables_));
      hold(outcome, is_wildcard(attribute.value()) || expected == found.value(),
           fmt::format("{}/@{} is {} instead of {}", node.name(), name, shown(found.value()),
                       shown(expected)));
    }
  }

  void compare_text(const pugi::xml_node& wanted, const pugi::xml_node& node, Outcome& outcome) const {
    const std::string written = direct_text(wanted);
    if (written.empty()) return;
    const std::string expected(trim(substitute(written, variables_)));
    const std::string actual = direct_text(node);
    const bool anything = is_wildcard(written) && node.first_child();
    hold(outcome, anything || expected == actual,
         fmt::format("<{}> holds {} instead of {}", node.name(), shown(actual), shown(expected)));
  }

  void compare_children(const pugi::xml_node& wanted, const pugi::xml_node& node, Outcome& outcome) const {
    pugi::xml_node from = node.first_child();
    for (const pugi::xml_node child : wanted.children()) {
      if (child.type() != pugi::node_element) continue;
      Outcome best{.wrong = fmt::format("<{}> has no <{}> at this place", node.name(), child.name()),
                   .held = 0};
      for (pugi::xml_node candidate = from; candidate; candidate = candidate.next_sibling()) {
        if (candidate.type() != pugi::node_element) continue;
        Outcome one = element(child, candidate);
        const bool matches = one.wrong.empty();
        if (matches || one.held > best.held) best = std::move(one);
        if (!matches) continue;
        from = candidate.next_sibling();
        break;
      }
      outcome.held += best.held;
      hold(outcome, best.wrong.empty(), best.wrong);
    }
  }

  const Variables& variables_;
  std::string_view default_namespace_;
};

}   // namespace

Result<XmlTemplate> XmlTemplate::read(std::string_view xml, std::string_view default_namespace) {
  auto tree = XmlTree::read(xml);
  if (!tree) return tl::make_unexpected(std::move(tree.error()));
  XmlTemplate out;
  out.tree_ = std::move(*tree);
  out.default_namespace_ = default_namespace;
  return out;
}

std::optional<XmlTemplate::Mismatch> XmlTemplate::mismatch(const XmlTree& tree,
                                                           const Variables& variables) const {
  Outcome outcome = Comparison(variables, default_namespace_)
                        .anywhere(tree_->document().document_element(), tree.document());
  if (outcome.wrong.empty()) return std::nullopt;
  return Mismatch{std::move(outcome.wrong), outcome.held};
}

}   // namespace parley::sim::ladder
