// A state machine whose ways are a table: the code goes no other way, and docs/protocol draws its diagram
// from the same table (tests/protocol_diagrams_test.cpp). The table is a function beside the enum of the
// states,
//
//   std::span<const Transition<Phase>> transitions_of(Phase);   // Of the type, whatever the value.
//   std::string_view to_string(Phase);
//
// The first enumerator is where a machine begins; a state that no row leaves is an end.
#pragma once

#include <algorithm>
#include <source_location>
#include <span>
#include <string_view>

#include "protocol/base/assert.h"

namespace parley {

template <class State>
struct Transition {
  State from, to;
  std::string_view when;   // For a reader. Several rows may lead from one state to the same other.
};

template <class State>
bool is_transition(State from, State to) {
  return std::ranges::any_of(transitions_of(from),
                             [&](const Transition<State>& row) { return row.from == from && row.to == to; });
}

template <class State>
class StateMachine {
 public:
  State now() const { return now_; }
  bool is(State state) const { return now_ == state; }
  // A way that is not in the table is a broken promise of ours, whatever a peer has sent.
  void go(State next, std::source_location where = std::source_location::current()) {
    if (!is_transition(now_, next)) assertion_failed("this way is in the table of the states", where);
    now_ = next;
  }

 private:
  State now_{};
};

}   // namespace parley
