#include "reports/ladder_layout.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "reports/ladder_svg.h"

namespace parley::reports {
namespace {

MessageRecord message(std::uint32_t number, const std::string& from, const std::string& to) {
  MessageRecord made;
  made.number = number;
  made.from = from;
  made.to = to;
  made.label = "INFO";
  return made;
}

CheckRecord check(Verdict verdict, std::vector<std::uint32_t> messages, std::int64_t at_ns = 0) {
  CheckRecord made;
  made.verdict = verdict;
  made.messages = std::move(messages);
  made.at_ns = at_ns;
  return made;
}

CaseRecord two_actors(std::uint32_t messages) {
  CaseRecord one;
  one.actors = {"alice", "pool"};
  for (std::uint32_t i = 1; i <= messages; ++i) one.messages.push_back(message(i, "alice", "pool"));
  return one;
}

TEST(LadderLayout, draws_actors_left_to_right_and_parts_of_actors_behind_them) {
  CaseRecord one = two_actors(1);
  one.messages.push_back(message(2, "channel", "queue"));
  one.messages.back().internal = true;
  const LadderLayout layout = lay_out_ladder(one);
  ASSERT_EQ(layout.lifelines.size(), 4u);
  EXPECT_EQ(layout.lifelines[1].name, "pool");
  EXPECT_FALSE(layout.lifelines[1].internal);
  EXPECT_EQ(layout.lifelines[3].name, "queue");
  EXPECT_TRUE(layout.lifelines[3].internal);
  EXPECT_LT(layout.x_of("alice"), layout.x_of("pool"));
  EXPECT_LT(layout.x_of("pool"), layout.x_of("channel"));
}

TEST(LadderLayout, puts_a_result_beside_the_last_message_it_judged) {
  CaseRecord one = two_actors(3);
  one.checks = {check(Verdict::pass, {3, 1})};
  const LadderLayout layout = lay_out_ladder(one);
  EXPECT_TRUE(layout.rows[0].checks.empty());
  EXPECT_EQ(layout.rows[2].checks, (std::vector<std::size_t>{0}));
}

TEST(LadderLayout, rows_do_not_overlap_however_many_results_they_hold) {
  CaseRecord one = two_actors(3);
  for (int i = 0; i < 9; ++i) one.checks.push_back(check(Verdict::pass, {2}));
  const LadderLayout layout = lay_out_ladder(one);
  for (std::size_t i = 1; i < layout.rows.size(); ++i)
    EXPECT_EQ(layout.rows[i].y, layout.rows[i - 1].y + layout.rows[i - 1].height);
  EXPECT_GT(layout.rows[1].height, 9 * 18);
}

TEST(LadderLayout, shows_what_was_never_seen_at_the_time_when_that_was_decided) {
  CaseRecord one = two_actors(2);
  one.messages[1].at_ns = 10;
  one.checks = {check(Verdict::fail, {}, 5), check(Verdict::pass, {}, 5), check(Verdict::fail, {}, 20)};
  const LadderLayout layout = lay_out_ladder(one);
  ASSERT_EQ(layout.rows.size(), 4u);
  EXPECT_EQ(layout.rows[1].kind, Row::Kind::missing);
  EXPECT_EQ(layout.rows[3].kind, Row::Kind::missing);
}

TEST(LadderLayout, shows_what_was_never_seen_whatever_its_verdict) {
  for (const Verdict verdict : {Verdict::warn, Verdict::inconc, Verdict::fail, Verdict::error}) {
    CaseRecord one = two_actors(1);
    one.checks = {check(verdict, {}, 5)};
    ASSERT_EQ(lay_out_ladder(one).rows.size(), 2u) << to_string(verdict);
    EXPECT_EQ(lay_out_ladder(one).rows[1].kind, Row::Kind::missing);
  }
}

TEST(LadderLayout, shows_that_time_passed) {
  CaseRecord one = two_actors(2);
  one.messages[1].at_ns = 30'000'000'000;
  const LadderLayout layout = lay_out_ladder(one);
  ASSERT_EQ(layout.rows.size(), 3u);
  EXPECT_EQ(layout.rows[1].text, "30.000 s later");
}

TEST(LadderLayout, of_a_very_long_case_keeps_both_ends_and_the_neighbourhood_of_trouble) {
  CaseRecord one = two_actors(10'000);
  one.checks = {check(Verdict::fail, {5000}), check(Verdict::pass, {7000})};
  const LadderLayout layout = lay_out_ladder(one);
  const auto drawn = [&](std::size_t index) {
    return std::any_of(layout.rows.begin(), layout.rows.end(), [&](const Row& row) {
      return row.kind == Row::Kind::message && row.message == index;
    });
  };
  EXPECT_TRUE(drawn(0) && drawn(9999) && drawn(4999) && drawn(4995));
  EXPECT_FALSE(drawn(6999));
  EXPECT_LT(layout.rows.size(), 300u);
}

TEST(LadderLayout, of_nothing_is_nothing) {
  EXPECT_TRUE(lay_out_ladder(CaseRecord{}).rows.empty());
  EXPECT_EQ(ladder_svg(CaseRecord{}, lay_out_ladder(CaseRecord{}), "case-1"), "");
}

TEST(Shorten, counts_characters_and_never_cuts_one) {
  EXPECT_EQ(shorten("Grüße", 5), "Grüße");
  EXPECT_EQ(shorten("Grüße", 4), "Grü…");
  EXPECT_EQ(shorten("\xff\xff\xff", 2), "\xff…");
}

TEST(DialogColours, follow_the_order_of_appearance) {
  CaseRecord one = two_actors(3);
  one.messages[0].dialog = "z";
  one.messages[1].dialog = "a";
  const DialogColours colours(one);
  EXPECT_EQ(colours.css_class("z"), "d0");
  EXPECT_EQ(colours.css_class("a"), "d1");
  EXPECT_EQ(colours.css_class(""), "dn");
}

}   // namespace
}   // namespace parley::reports
