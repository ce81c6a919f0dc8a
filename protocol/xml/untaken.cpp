// One walk that copies what is left, place by place, and notes which declarations that needs.
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

Leftover copy_left(const Node& element, Left left, Copying& copying) {
  Leftover made;
  for (const Node* one = &element + 1; one != &element + 1 + element.attributes; ++one) {
    if (one->taken) continue;
    made.addition.attributes += copying.attribute(element, *one, made.needed);
    ++made.count;
  }
  copying.check_attributes(element, made.count);
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

class Collector {
 public:
  explicit Collector(Copying& copying) : copying_(copying) {}

  // Of the element and of those below it that were taken.
  void collect(const Node& element, std::string place) {
    path_.emplace_back(&element, std::move(place));
    std::map<std::string_view, std::size_t> number;   // Of the taken children, which the writer writes.
    for (const Node* child = element.content(); child != nullptr; child = child->next())
      if (child->kind == NodeKind::element && child->taken) {
        const std::string& here = path_.back().second;
        collect(*child,
                fmt::format("{}{}{}[{}]", here, here.empty() ? "" : "/", child->name, ++number[child->name]));
      }
    add(copy_left(element, Left::all, copying_));
    path_.pop_back();
  }
  void collect_alone(const Node& root) {
    path_.emplace_back(&root, "");
    add(copy_left(root, Left::without_elements, copying_));
  }

  // `there_already`: how many declarations the first element has without them.
  Untaken finish(std::size_t there_already) {
    Untaken untaken;
    untaken.count = count_;
    for (auto& [place, left] : by_place_) {
      const std::string declarations =
          copying_.written(left.needed, *left.element, place.empty() ? there_already : 0);
      untaken.additions.push_back(
          {place, declarations + left.addition.attributes, std::move(left.addition.content)});
    }
    return untaken;
  }

 private:
  struct Place {
    const Node* element = nullptr;
    Addition addition;
    Declarations needed;   // Here, by this place and those below it.
  };

  void add(Leftover left) {
    const auto& [element, place] = path_.back();
    if (left.count > 0) at(place, *element).addition = std::move(left.addition);
    count_ += left.count;
    for (const auto& [prefix, declaration] : left.needed) {
      const auto& [declares, where] = declaring(declaration);
      at(where, *declares).needed.emplace(prefix, declaration);
    }
  }
  // What stands further out than the first is declared at the first.
  const std::pair<const Node*, std::string>& declaring(const Declaration& declaration) const {
    const auto found = std::find_if(path_.begin(), path_.end(),
                                    [&](const auto& one) { return one.first == declaration.element; });
    return found == path_.end() ? path_.front() : *found;
  }
  Place& at(const std::string& place, const Node& element) {
    Place& found = by_place_[place];
    found.element = &element;
    return found;
  }

  Copying& copying_;
  std::vector<std::pair<const Node*, std::string>> path_;
  std::map<std::string, Place> by_place_;
  std::size_t count_ = 0;
};

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
  Collector collector(copying);
  collector.collect(element, "");
  return collector.finish(0);
}

Untaken find_untaken_alone(const Node& root, Copying& copying) {
  Collector collector(copying);
  collector.collect_alone(root);
  return collector.finish(copying.of_the_writer());
}

}   // namespace parley::xml
