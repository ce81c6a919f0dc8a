// The names that a person reads of the states, and what a refresh of the peer does to ours.
#include <gtest/gtest.h>

#include "protocol/sip/refresh_state.h"
#include "protocol/sip/transaction_states.h"

namespace parley::sip {
namespace {

template <class State>
std::string names_of(std::initializer_list<State> states) {
  std::string names;
  for (const State state : states) (names += to_string(state)) += ' ';
  return names;
}

TEST(States, are_called_as_they_are_written) {
  using enum InviteState;
  EXPECT_EQ(names_of({calling, proceeding, cancelled, terminated}),
            "calling proceeding cancelled terminated ");
  EXPECT_EQ(names_of({AnswerState::trying, AnswerState::proceeding, AnswerState::completed,
                      AnswerState::terminated}),
            "trying proceeding completed terminated ");
  EXPECT_EQ(
      names_of({RefreshState::resting, RefreshState::asked, RefreshState::crossed, RefreshState::refused}),
      "resting asked crossed refused ");
}

TEST(RefreshState, of_ours_rests_after_a_refresh_of_the_peer_unless_an_answer_is_still_to_come) {
  StateMachine<RefreshState> ours;
  take_refresh_of_peer(ours);
  EXPECT_EQ(ours.now(), RefreshState::resting);
  ours.go(RefreshState::asked);
  take_refresh_of_peer(ours);
  EXPECT_EQ(ours.now(), RefreshState::asked);
  ours.go(RefreshState::crossed);
  take_refresh_of_peer(ours);
  EXPECT_EQ(ours.now(), RefreshState::resting);
  ours.go(RefreshState::asked);
  ours.go(RefreshState::refused);
  take_refresh_of_peer(ours);
  EXPECT_EQ(ours.now(), RefreshState::resting);
}

}   // namespace
}   // namespace parley::sip
