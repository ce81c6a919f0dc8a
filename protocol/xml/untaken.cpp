// First the elements that have something left, then their prefixes together, then the bytes.
#include "protocol/xml/untaken.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

#include "protocol/xml/namespaces.h"
#include "protocol/xml/serialise.h"

namespace parley::xml {
namespace {

bool has_text_left(const Node& element) {
  for (const Node* one = element.content(); one != nullptr; one = one->next())
    if (one->kind == NodeKind::text && !one->taken && !one->is_blank_text()) return true;
  return false;
}

// An element that was taken, and not all of it.
struct Partly {
  std::string place;
  const Node* element;
  bool with_children = true;
  bool with_text = has_text_left(*element);

  template <class Visit>
  void for_each_attribute_left(Visit visit) const {
    for (const Node* one = element + 1; one != element + 1 + element->attributes; ++one)
      if (!one->taken) visit(*one);
  }
  template <class Visit>
  void for_each_child_left(Visit visit) const {
    for (const Node* one = element->content(); one != nullptr; one = one->next())
      if (!one->taken && (one->kind == NodeKind::text ? with_text : with_children)) visit(*one);
  }
  std::size_t count() const {
    std::size_t count = with_text ? 1 : 0;
    for_each_attribute_left([&](const Node&) { ++count; });
    for_each_child_left([&](const Node& child) { count += child.kind == NodeKind::element; });
    return count;
  }
};

bool are_attributes_taken(const Node& element) {
  const Node* const first = &element + 1;
  return std::all_of(first, first + element.attributes, [](const Node& a) { return a.taken; });
}

// Most messages are all taken, and this finds it out without a string.
bool is_all_taken(const Node& node) {
  if (node.kind == NodeKind::text) return node.taken || node.is_blank_text();
  if (!node.taken || !are_attributes_taken(node)) return false;
  for (const Node* child = node.content(); child != nullptr; child = child->next())
    if (!is_all_taken(*child)) return false;
  return true;
}

// The element itself is always among them.
void find(Partly self, std::vector<Partly>& found) {
  // Of the taken children, by name: those the writer writes.
  std::map<std::string_view, std::size_t> number;
  const std::string before = self.place + (self.place.empty() ? "" : "/");
  for (const Node* child = self.element->content(); child != nullptr; child = child->next())
    if (child->kind == NodeKind::element && child->taken)
      find({fmt::format("{}{}[{}]", before, child->name, ++number[child->name]), child}, found);
  if (self.place.empty() || self.count() > 0) found.push_back(std::move(self));
}

// The place of the first is "".
Untaken write(std::vector<Partly> found, const Namespaces& namespaces) {
  Serialiser serialiser(namespaces, namespaces.home(), namespaces.home());
  for (const Partly& one : found) {
    one.for_each_attribute_left([&](const Node& attribute) { serialiser.survey_attribute(attribute); });
    one.for_each_child_left([&](const Node& child) { serialiser.survey(child); });
  }
  Untaken untaken;
  untaken.additions.reserve(found.size());
  for (Partly& one : found) {
    Addition& addition = untaken.additions.emplace_back(Addition{std::move(one.place), "", ""});
    if (addition.place.empty()) addition.attributes = serialiser.declarations();
    one.for_each_attribute_left(
        [&](const Node& attribute) { serialiser.write_attribute(addition.attributes, attribute); });
    one.for_each_child_left([&](const Node& child) { serialiser.write(addition.content, child); });
    untaken.count += one.count();
  }
  const Addition& first = untaken.additions.front();
  if (first.attributes.empty() && first.content.empty()) untaken.additions.erase(untaken.additions.begin());
  return untaken;
}

}   // namespace

Untaken find_untaken(const Node& element, const Namespaces& namespaces) {
  if (is_all_taken(element)) return {};
  std::vector<Partly> found;
  find({"", &element}, found);
  std::sort(found.begin(), found.end(), [](const Partly& a, const Partly& b) { return a.place < b.place; });
  return write(std::move(found), namespaces);
}

Untaken find_untaken_alone(const Node& element, const Namespaces& namespaces) {
  const Partly alone{"", &element, false};
  return alone.count() == 0 ? Untaken{} : write({alone}, namespaces);
}

}   // namespace parley::xml
