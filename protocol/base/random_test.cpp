#include "protocol/base/random.h"

#include <gtest/gtest.h>

#include <set>

namespace parley {
namespace {

TEST(Random, is_the_published_splitmix64) {
  Random random{1234567};
  EXPECT_EQ(random.next(), 6457827717110365317ULL);   // Reference output of the authors' C code.
  EXPECT_EQ(random.next(), 3203168211198807973ULL);
}

TEST(Random, below_stays_below_and_reaches_every_value) {
  Random random{1};
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(random.below(7));
  EXPECT_EQ(seen, (std::set<std::uint64_t>{0, 1, 2, 3, 4, 5, 6}));
}

TEST(Random, between_includes_both_ends) {
  Random random{1};
  std::set<std::int64_t> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(random.between(-1, 1));
  EXPECT_EQ(seen, (std::set<std::int64_t>{-1, 0, 1}));
  EXPECT_EQ(random.between(5, 4), 5);
}

TEST(Random, a_fork_does_not_depend_on_what_was_drawn_before) {
  Random drawn{42};
  drawn.next();
  Random fresh = Random{42}.fork("alice");
  Random later = drawn.fork("alice");
  EXPECT_EQ(fresh.next(), later.next());
}

TEST(Random, forks_of_different_names_differ) {
  EXPECT_NE(Random{42}.fork("alice").next(), Random{42}.fork("bob").next());
}

TEST(Random, a_guid_has_the_form_of_version_4) {
  const std::string guid = Random{9}.guid();
  ASSERT_EQ(guid.size(), 36u);
  EXPECT_EQ(guid[8], '-');
  EXPECT_EQ(guid[14], '4');
  EXPECT_NE(std::string("89ab").find(guid[19]), std::string::npos);
}

}   // namespace
}   // namespace parley
