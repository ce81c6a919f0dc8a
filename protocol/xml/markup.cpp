// Where additions go. Only a document that has some comes here.
#include "protocol/xml/markup.h"

#include <fmt/format.h>

#include <algorithm>

namespace parley::xml {

void Markup::enter(std::string_view name) {
  if (steps_.empty()) return enter_place("");
  Step& parent = steps_.back();
  const std::string_view slash = parent.place.empty() ? "" : "/";
  enter_place(fmt::format("{}{}{}[{}]", parent.place, slash, name, ++parent.children[name]));
}

void Markup::enter_place(std::string place) {
  const auto found = std::lower_bound(
      additions_->begin(), additions_->end(), place,
      [](const Addition& addition, const std::string& wanted) { return addition.place < wanted; });
  const bool is_there = found != additions_->end() && found->place == place;
  steps_.push_back({std::move(place), is_there ? &*found : nullptr, {}});
}

void Markup::leave() {
  steps_.pop_back();
  if (steps_.empty()) additions_ = nullptr;
}

void Markup::add_attributes() {
  if (const Addition* const addition = steps_.back().addition) out_ += addition->attributes;
}

void Markup::add_content() {
  if (const Addition* const addition = steps_.back().addition) raw(addition->content);
}

}   // namespace parley::xml
