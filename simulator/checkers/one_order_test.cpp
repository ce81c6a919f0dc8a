// A common order is found when there is one, and a contradiction is named when there is none.
#include "simulator/checkers/one_order.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace parley::sim {
namespace {

TEST(OneOrder, exists_when_every_reader_saw_a_part_of_it) {
  EXPECT_FALSE(find_contradiction({}));
  EXPECT_FALSE(find_contradiction({{1, 2, 3}, {2, 3}, {1, 3}, {}, {4, 1}}));
}

TEST(OneOrder, does_not_exist_when_two_readers_saw_two_things_the_other_way_round) {
  const auto found = find_contradiction({{1, 2, 3, 4}, {1, 3, 2, 4}});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->reader_a, 0u);
  EXPECT_EQ(found->reader_b, 1u);
  EXPECT_EQ(found->first, 2u);
  EXPECT_EQ(found->second, 3u);
}

TEST(OneOrder, does_not_exist_when_three_readers_go_round_in_a_circle) {
  const auto found = find_contradiction({{1, 2}, {2, 3}, {3, 1}});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->reader_a, found->reader_b) << "no two of them contradict each other";
}

RC_GTEST_PROP(OneOrder, exists_for_parts_of_any_order, (std::vector<std::vector<bool>> parts)) {
  std::vector<Sequence> readers;
  for (const auto& part : parts) {
    readers.emplace_back();
    for (std::size_t i = 0; i < part.size(); ++i)
      if (part[i]) readers.back().push_back(static_cast<std::uint32_t>(i * 7 % 101));
  }
  RC_PRE(std::all_of(parts.begin(), parts.end(), [](const auto& part) { return part.size() <= 101; }));
  RC_ASSERT(!find_contradiction(readers));
}

}   // namespace
}   // namespace parley::sim
