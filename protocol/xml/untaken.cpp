// First the elements that have something left, with copies of it, then the declarations that these need.
#include "protocol/xml/untaken.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "protocol/xml/copying.h"
#include "protocol/xml/escape.h"

namespace parley::xml {
namespace {

bool has_text_left(const Node& element) {
  for (const Node* one = element.content(); one != nullptr; one = one->next())
    if (one->kind == NodeKind::text && !one->taken && !one->is_blank_text()) return true;
  return false;
}

bool are_attributes_taken(const Node& element) {
  const Node* const first = &element + 1;
  return std::all_of(first, first + element.attributes, [](const Node& a) { return a.taken; });
}

// What is left of one element, and what its copy needs declared.
struct Leftover {
  Addition addition;
  Declarations needed;
  std::size_t count = 0;
};

enum class Left { all, without_elements };

Leftover copy_left(std::string place, const Node& element, Left left, Copying& copying) {
  Leftover made{{std::move(place), "", ""}, {}, 0};
  for (const Node* one = &element + 1; one != &element + 1 + element.attributes; ++one) {
    if (one->taken) continue;
    made.addition.attributes += copying.attribute(element, *one, made.needed);
    ++made.count;
  }
  copying.check_attributes(made.count);
  const bool with_text = has_text_left(element);
  if (with_text) ++made.count;
  std::string text;   // Up to the next element that is left: what stood between them is gone in the copy.
  const auto end_text = [&] { copying.text(std::exchange(text, {}), element, made.needed); };
  for (const Node* one = element.content(); one != nullptr; one = one->next()) {
    if (one->taken || (one->kind == NodeKind::text ? !with_text : left != Left::all)) continue;
    if (one->kind == NodeKind::text) {
      append_text(made.addition.content, one->value);
      text += one->value;
      continue;
    }
    end_text();
    made.addition.content += copying.piece(*one, made.needed);
    ++made.count;
  }
  end_text();
  return made;
}

// The element itself is always among them.
void find(std::string place, const Node& element, Copying& copying, std::vector<Leftover>& found) {
  // Of the taken children, by name: those the writer writes.
  std::map<std::string_view, std::size_t> number;
  const std::string before = place + (place.empty() ? "" : "/");
  for (const Node* child = element.content(); child != nullptr; child = child->next())
    if (child->kind == NodeKind::element && child->taken)
      find(fmt::format("{}{}[{}]", before, child->name, ++number[child->name]), *child, copying, found);
  Leftover left = copy_left(std::move(place), element, Left::all, copying);
  if (left.addition.place.empty() || left.count > 0) found.push_back(std::move(left));
}

using Placed = std::map<std::string_view, Declarations>;

// What the prefix is declared as at a place or around it.
const Declaration* declared_at(const Placed& placed, std::string_view place, std::string_view prefix) {
  for (;;) {
    if (const auto here = placed.find(place); here != placed.end())
      if (const auto found = here->second.find(prefix); found != here->second.end()) return &found->second;
    if (place.empty()) return nullptr;
    const std::size_t slash = place.rfind('/');
    place = place.substr(0, slash == place.npos ? 0 : slash);
  }
}

// At the first place for all, but at the place itself what means another thing there. The places around one
// stand before it.
Placed place_declarations(const std::vector<Leftover>& found) {
  Placed placed;
  for (const Leftover& one : found) {
    for (const auto& [prefix, declaration] : one.needed) {
      const Declaration* const there = declared_at(placed, one.addition.place, prefix);
      if (there == nullptr) placed[""].emplace(prefix, declaration);
      else if (there->uri != declaration.uri)
        placed[one.addition.place].insert_or_assign(prefix, declaration);
    }
  }
  return placed;
}

// The place of the first is "".
Untaken write(std::vector<Leftover> found, Copying& copying) {
  const Placed placed = place_declarations(found);
  Untaken untaken;
  untaken.additions.reserve(found.size());
  for (Leftover& one : found) {
    if (const auto here = placed.find(one.addition.place); here != placed.end())
      one.addition.attributes.insert(0, copying.declarations(here->second));
    untaken.count += one.count;
  }
  for (Leftover& one : found) untaken.additions.push_back(std::move(one.addition));
  const Addition& first = untaken.additions.front();
  if (first.attributes.empty() && first.content.empty()) untaken.additions.erase(untaken.additions.begin());
  return untaken;
}

}   // namespace

bool is_all_taken(const Node& node) {
  if (node.kind == NodeKind::text) return node.taken || node.is_blank_text();
  if (!node.taken || !are_attributes_taken(node)) return false;
  for (const Node* child = node.content(); child != nullptr; child = child->next())
    if (!is_all_taken(*child)) return false;
  return true;
}

bool is_all_taken_alone(const Node& element) {
  return are_attributes_taken(element) && !has_text_left(element);
}

Untaken find_untaken(const Node& element, Copying& copying) {
  std::vector<Leftover> found;
  find("", element, copying, found);
  std::sort(found.begin(), found.end(),
            [](const Leftover& a, const Leftover& b) { return a.addition.place < b.addition.place; });
  return write(std::move(found), copying);
}

Untaken find_untaken_alone(const Node& element, Copying& copying) {
  std::vector<Leftover> found;
  found.push_back(copy_left("", element, Left::without_elements, copying));
  return write(std::move(found), copying);
}

}   // namespace parley::xml
