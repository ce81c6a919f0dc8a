// One reading of Retry-After for who waits and for who judges the wait.
#include "protocol/sip/retry_after.h"

#include <gtest/gtest.h>

namespace parley::sip {
namespace {

using std::chrono::seconds;

std::optional<seconds> read(std::string_view value) {
  Message response;
  response.headers.add("Retry-After", value);
  return retry_after(response);
}

TEST(RetryAfter, is_a_number_of_seconds_in_front_of_comment_and_parameters) {
  EXPECT_EQ(read("0"), seconds{0});
  EXPECT_EQ(read(" 5 "), seconds{5});
  EXPECT_EQ(read("120 (I am in a meeting)"), seconds{120});
  EXPECT_EQ(read("120(soon)"), seconds{120});
  EXPECT_EQ(read("18000;duration=3600"), seconds{18000});
}

TEST(RetryAfter, that_does_not_begin_with_a_number_is_none) {
  EXPECT_EQ(retry_after(Message{}), std::nullopt);
  for (const char* value : {"", "soon", "-1", "5s", "1.5", "(5)"})
    EXPECT_EQ(read(value), std::nullopt) << value;
}

TEST(RetryAfter, is_never_too_large_to_be_added_to_a_time) {
  EXPECT_EQ(read("86401"), seconds{86401});
  EXPECT_EQ(read("4294967295"), kRetryAfterMax);
  EXPECT_EQ(read("99999999999999999999999999"), kRetryAfterMax);
}

}   // namespace
}   // namespace parley::sip
