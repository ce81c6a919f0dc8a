// Where additions go. Only a document that has some comes here.
#include "protocol/xml/markup.h"

#include <fmt/format.h>

namespace parley::xml {

void Markup::enter(std::string_view name) {
  if (steps_.empty()) return static_cast<void>(steps_.emplace_back());
  Step& parent = steps_.back();
  std::string place =
      fmt::format("{}{}{}[{}]", parent.place, parent.place.empty() ? "" : "/", name, ++parent.children[name]);
  steps_.push_back({std::move(place), {}});
}

void Markup::leave() {
  steps_.pop_back();
  if (steps_.empty()) additions_ = nullptr;
}

void Markup::add_attributes() {
  for (const Addition& addition : *additions_)
    if (addition.place == steps_.back().place) out_ += addition.attributes;
}

void Markup::add_elements() {
  for (const Addition& addition : *additions_) {
    if (addition.place != steps_.back().place || addition.elements.empty()) continue;
    end_start_tag();
    out_ += addition.elements;
  }
}

}   // namespace parley::xml
