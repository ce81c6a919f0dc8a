#include "protocol/xccos/foreign.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace parley::xccos {
namespace {

// Most messages hold nothing foreign, and this finds it out without a string.
bool is_all_taken(xml::Element element) {
  if (!element.is_taken() || !element.are_attributes_taken()) return false;
  for (const xml::Element child : element.elements())
    if (!is_all_taken(child)) return false;
  return true;
}

void find(const xml::Tree& tree, xml::Element element, const std::string& place, Untaken& found) {
  auto [attributes, count] = tree.untaken_attributes(element);
  found.count += count;
  std::string elements;
  for (const xml::Element child : element.elements()) {
    if (child.is_taken()) continue;
    elements += tree.outer_xml(child);
    ++found.count;
  }
  if (!attributes.empty() || !elements.empty())
    found.foreign.push_back({place, std::move(attributes), std::move(elements)});
  // Of the taken children, by name: those the writer writes.
  std::map<std::string_view, std::size_t> number;
  for (const xml::Element child : element.elements()) {
    if (!child.is_taken()) continue;
    const std::string step = fmt::format("{}[{}]", child.name(), ++number[child.name()]);
    find(tree, child, place.empty() ? step : place + "/" + step, found);
  }
}

}   // namespace

Untaken find_untaken(const xml::Tree& tree, xml::Element message) {
  Untaken found;
  if (is_all_taken(message)) return found;
  find(tree, message, "", found);
  // Not in the order of the document: ours may be another, and what it says is the same.
  std::sort(found.foreign.begin(), found.foreign.end(),
            [](const xml::Addition& a, const xml::Addition& b) { return a.place < b.place; });
  return found;
}

}   // namespace parley::xccos
