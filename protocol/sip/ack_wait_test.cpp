// The pauses of RFC 3261, 13.3.1.4: T1 is 500 ms, T2 is 4 s.
#include "protocol/sip/ack_wait.h"

#include <gtest/gtest.h>

#include <vector>

namespace parley::sip {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Instant kAnswered = Instant{} + seconds{100};

TEST(AckWait, sends_again_after_t1_then_twice_as_late_each_time_up_to_t2) {
  AckWait wait(7, kAnswered);
  std::vector<Duration> pauses;
  for (Instant last = kAnswered; pauses.size() < 6; last = wait.due(), wait.sent_again(last))
    pauses.push_back(wait.due() - last);
  EXPECT_EQ(pauses, (std::vector<Duration>{milliseconds{500}, seconds{1}, seconds{2}, seconds{4}, seconds{4},
                                           seconds{4}}));
}

TEST(AckWait, gives_up_after_64_t1_and_is_due_no_later) {
  AckWait wait(7, kAnswered);
  EXPECT_EQ(wait.gives_up_at() - kAnswered, seconds{32});
  wait.sent_again(kAnswered + seconds{31} + milliseconds{900});
  EXPECT_EQ(wait.due(), wait.gives_up_at());
}

TEST(AckWait, for_nothing_is_never_due) {
  EXPECT_EQ(AckWait().due(), Instant::never());
  EXPECT_EQ(AckWait().gives_up_at(), Instant::never());
}

}   // namespace
}   // namespace parley::sip
