// Bytes leave in the order in which they came, whatever the system takes at a time.
#include "transport/output_buffer.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace parley::transport {
namespace {

TEST(OutputBuffer, gathers_what_waits_into_one_write) {
  OutputBuffer buffer;
  buffer.append("one ");
  buffer.append("two");
  EXPECT_EQ(buffer.size(), 7u);
  EXPECT_EQ(buffer.front(), "one two");
}

TEST(OutputBuffer, does_not_touch_what_is_leaving) {
  OutputBuffer buffer;
  buffer.append("leaving");
  const std::string_view leaving = buffer.front();
  buffer.append(std::string(100'000, 'x'));
  EXPECT_EQ(leaving, "leaving");
  buffer.consumed(3);
  EXPECT_EQ(buffer.front(), "ving");
  EXPECT_EQ(buffer.front().data(), leaving.data() + 3);
}

TEST(OutputBuffer, is_empty_when_all_is_consumed) {
  OutputBuffer buffer;
  EXPECT_TRUE(buffer.empty());
  buffer.append("x");
  buffer.consumed(buffer.front().size());
  EXPECT_TRUE(buffer.empty());
  EXPECT_EQ(buffer.front(), "");
}

RC_GTEST_PROP(OutputBuffer, gives_back_exactly_what_it_got, (const std::vector<std::string>& parts)) {
  OutputBuffer buffer;
  std::string in, out;
  for (std::string part : parts) {
    part.resize(part.size() * 700, 'y');   // Some beyond what is kept, some below.
    in += part;
    buffer.append(part);
    const std::string_view front = buffer.front();
    const auto take = *rc::gen::inRange<std::size_t>(0, front.size() + 1);
    out += front.substr(0, take);
    buffer.consumed(take);
    RC_ASSERT(buffer.size() == in.size() - out.size());
  }
  while (!buffer.empty()) {
    const std::string_view front = buffer.front();
    out += front;
    buffer.consumed(front.size());
  }
  RC_ASSERT(in == out);
}

}   // namespace
}   // namespace parley::transport
