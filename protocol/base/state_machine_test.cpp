#include "protocol/base/state_machine.h"

#include <gtest/gtest.h>

namespace parley {
namespace {

enum class Door { shut, open };
std::span<const Transition<Door>> transitions_of(Door) {
  static constexpr Transition<Door> kTransitions[] = {{Door::shut, Door::open, "pushed"}};
  return kTransitions;
}

TEST(StateMachine, begins_in_the_first_state_and_goes_the_ways_of_its_table) {
  StateMachine<Door> door;
  EXPECT_TRUE(door.is(Door::shut));
  door.go(Door::open);
  EXPECT_EQ(door.now(), Door::open);
}

TEST(StateMachine, ends_the_program_on_any_other_way) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  StateMachine<Door> door;
  EXPECT_DEATH(door.go(Door::shut), "in the table");
}

}   // namespace
}   // namespace parley
