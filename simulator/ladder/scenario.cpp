// Questions to the syntax tree.
#include "simulator/ladder/scenario.h"

#include <algorithm>

namespace parley::sim::ladder {
namespace {

template <class Named>
const Named* find_named(const std::vector<Named>& list, std::string_view name) {
  const auto found =
      std::find_if(list.begin(), list.end(), [&](const Named& one) { return one.name == name; });
  return found == list.end() ? nullptr : &*found;
}

}   // namespace

Position position_of(const Step& step) {
  return std::visit([](const auto& what) { return what.position; }, step.what);
}

const Actor* Scenario::find_actor(std::string_view name) const { return find_named(actors, name); }
const DialogName* Scenario::find_dialog(std::string_view name) const { return find_named(dialogs, name); }

}   // namespace parley::sim::ladder
