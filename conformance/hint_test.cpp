// What is said about a server that lets nobody in, and that nothing is said about any other.
#include "conformance/hint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace parley::conformance {
namespace {

using testing::HasSubstr;

reports::CaseRecord a_case(std::initializer_list<const char*> labels) {
  reports::CaseRecord record;
  record.verdict = reports::Verdict::inconc;
  for (const char* label : labels) {
    record.messages.emplace_back();
    record.messages.back().label = label;
  }
  return record;
}

TEST(Hint, names_the_domain_when_nobody_is_let_in) {
  const std::string refused = hint_about(a_case({"link up", "REGISTER", "403 REGISTER"}), "a.example");
  EXPECT_THAT(refused, HasSubstr("nobody could sign in (403 REGISTER)"));
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

}   // namespace
}   // namespace parley::conformance
