// What is said about a server that lets nobody in, and that nothing is said about any other.
#include "conformance/hint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace parley::conformance {
namespace {

using testing::HasSubstr;

reports::CaseRecord a_case(std::initializer_list<const char*> labels) {
  reports::CaseRecord record;
  record.id = "sign-in/enabled";
  record.verdict = reports::Verdict::inconc;
  for (const char* label : labels) {
    reports::MessageRecord& message = record.messages.emplace_back();
    message.label = label;
    const bool answers = message.label[0] >= '0' && message.label[0] <= '9';
    message.from = answers ? "pool" : "alice";
    message.to = answers ? "alice" : "pool";
  }
  return record;
}

TEST(Hint, names_the_domain_when_nobody_is_let_in) {
  const std::string refused = hint_about(a_case({"link up", "REGISTER", "403 REGISTER"}), "a.example");
  EXPECT_THAT(refused, HasSubstr("in sign-in/enabled nobody could sign in (403 REGISTER)"));
  EXPECT_THAT(refused, HasSubstr("is a.example its domain"));
  EXPECT_THAT(hint_about(a_case({"REGISTER"}), "a.example"), HasSubstr("answered nothing"));
}

TEST(Hint, is_not_given_when_something_was_accepted_or_nothing_was_asked) {
  EXPECT_EQ(hint_about(a_case({"REGISTER", "407 REGISTER", "REGISTER", "200 REGISTER"}), "a.example"), "");
  EXPECT_EQ(hint_about(a_case({"link up"}), "a.example"), "");
  reports::CaseRecord not_played = a_case({"REGISTER"});
  not_played.verdict = reports::Verdict::notrun;
  EXPECT_EQ(hint_about(not_played, "a.example"), "");
}

TEST(Hint, is_not_given_of_a_case_that_is_as_it_should_be) {
  reports::CaseRecord refused = a_case({"REGISTER", "403 REGISTER"});
  for (const auto verdict : {reports::Verdict::pass, reports::Verdict::info, reports::Verdict::na}) {
    refused.verdict = verdict;
    EXPECT_EQ(hint_about(refused, "a.example"), "") << to_string(verdict);
  }
}

TEST(Hint, takes_no_challenge_for_a_refusal) {
  const auto refused = a_case({"REGISTER", "403 REGISTER", "REGISTER", "407 REGISTER"});
  EXPECT_THAT(hint_about(refused, "a.example"), HasSubstr("nobody could sign in (403 REGISTER)"));
  EXPECT_THAT(hint_about(a_case({"REGISTER", "407 REGISTER"}), "a.example"),
              HasSubstr("the server only asked for credentials (407 REGISTER)"));
}

TEST(Hint, counts_nothing_that_our_own_client_answered) {
  reports::CaseRecord record = a_case({"REGISTER", "200 OPTIONS", "403 REGISTER", "481 INFO"});
  for (const std::size_t ours : {1, 3}) std::swap(record.messages[ours].from, record.messages[ours].to);
  EXPECT_THAT(hint_about(record, "a.example"), HasSubstr("nobody could sign in (403 REGISTER)"));
}

}   // namespace
}   // namespace parley::conformance
