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

// An element that was taken, and not all of it.
struct Partly {
  std::string place;
  const Node* element;
  bool with_children = true;

  template <class Visit>
  void for_each_attribute_left(Visit visit) const {
    for (const Node* one = element + 1; one != element + 1 + element->attributes; ++one)
      if (!one->taken) visit(*one);
  }
  template <class Visit>
  void for_each_child_left(Visit visit) const {
    for (const Node* one = element->content(); with_children && one != nullptr; one = one->next())
      if (one->kind == NodeKind::element && !one->taken) visit(*one);
  }
  bool is_all_taken() const {
    bool all = true;
    for_each_attribute_left([&](const Node&) { all = false; });
    for_each_child_left([&](const Node&) { all = false; });
    return all;
  }
};

bool are_attributes_taken(const Node& element) {
  const Node* const first = &element + 1;
  return std::all_of(first, first + element.attributes, [](const Node& a) { return a.taken; });
}

// Most messages are all taken, and this finds it out without a string.
bool is_all_taken(const Node& element) {
  if (!element.taken || !are_attributes_taken(element)) return false;
  for (const Node* child = element.content(); child != nullptr; child = child->next())
    if (child->kind == NodeKind::element && !is_all_taken(*child)) return false;
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
  if (self.place.empty() || !self.is_all_taken()) found.push_back(std::move(self));
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
    one.for_each_attribute_left([&](const Node& attribute) {
      serialiser.write_attribute(addition.attributes, attribute);
      ++untaken.count;
    });
    one.for_each_child_left([&](const Node& child) {
      serialiser.write(addition.elements, child);
      ++untaken.count;
    });
  }
  const Addition& first = untaken.additions.front();
  if (first.attributes.empty() && first.elements.empty()) untaken.additions.erase(untaken.additions.begin());
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

Untaken find_untaken_attributes(const Node& element, const Namespaces& namespaces) {
  if (are_attributes_taken(element)) return {};
  return write({{"", &element, false}}, namespaces);
}

}   // namespace parley::xml
