// One overload per kind of step, so that a new kind is noticed here.
#include "simulator/ladder/walk.h"

namespace parley::sim::ladder {
namespace {

class ArrowWalk {
 public:
  explicit ArrowWalk(const std::function<void(const ArrowInStep&)>& visit) : visit_(visit) {}

  void operator()(const Arrow& arrow) const { visit_({arrow, {}, {}, false}); }
  void operator()(const Do&) const {}
  void operator()(const Fault&) const {}
  void operator()(const Pause&) const {}
  void operator()(const Optional& optional) const {
    for (const Arrow& arrow : optional.arrows) visit_({arrow, {}, {}, false});
  }
  void operator()(const Unordered& unordered) const {
    for (const Arrow& arrow : unordered.arrows)
      visit_({arrow, unordered.within, unordered.within_position, false});
  }
  void operator()(const OneOf& one_of) const {
    for (const Branch& branch : one_of.branches)
      visit_({branch.arrow, one_of.within, one_of.within_position, false});
  }
  void operator()(const Forbid& forbid) const { visit_({forbid.arrow, {}, {}, true}); }
  void operator()(const Repeat& repeat) const {
    for (const Step& step : repeat.steps) for_each_arrow(step, visit_);
  }

 private:
  const std::function<void(const ArrowInStep&)>& visit_;
};

}   // namespace

void for_each_arrow(const Step& step, const std::function<void(const ArrowInStep&)>& visit) {
  std::visit(ArrowWalk(visit), step.what);
}

}   // namespace parley::sim::ladder
