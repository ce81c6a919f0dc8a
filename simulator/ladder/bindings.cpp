// Names and what they stand for.
#include "simulator/ladder/bindings.h"

#include <utility>

namespace parley::sim::ladder {

std::optional<std::size_t> Bindings::captured(std::string_view name) const {
  const auto found = captures_.find(name);
  return found == captures_.end() ? std::nullopt : std::optional(found->second);
}

const std::string* Bindings::call_id(std::string_view dialog) const {
  const auto found = call_ids_.find(dialog);
  return found == call_ids_.end() ? nullptr : &found->second;
}

void Bindings::capture(const std::string& name, std::size_t index) {
  captures_[name] = index;
  ++version_;
}

void Bindings::open(const std::string& dialog, const std::string& call_id) {
  call_ids_[dialog] = call_id;
  names_.emplace(call_id, dialog);
  ++version_;
}

void Bindings::keep(const std::string& name, std::string value) {
  variables_[name] = std::move(value);
  ++version_;
}

}   // namespace parley::sim::ladder
