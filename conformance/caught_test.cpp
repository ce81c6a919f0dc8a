// One case that goes wrong inside leaves the others and the record of the run alone.
#include "conformance/caught.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace parley::conformance {
namespace {

reports::CaseRecord played(const std::function<reports::CaseRecord()>& play) {
  sim::ladder::Scenario scenario;
  scenario.id.text = "a/b";
  scenario.covers.push_back({"FLOW-ACK-1", {}});
  return caught(scenario, play);
}

TEST(Caught, hands_on_what_was_played) {
  const auto record = played([] {
    reports::CaseRecord one;
    one.verdict = reports::Verdict::warn;
    return one;
  });
  EXPECT_EQ(record.verdict, reports::Verdict::warn);
}

TEST(Caught, makes_an_exception_the_error_of_its_case) {
  const auto record = played([]() -> reports::CaseRecord { throw std::out_of_range("beyond the end"); });
  EXPECT_EQ(record.id, "a/b");
  EXPECT_EQ(record.covers, std::vector<std::string>{"FLOW-ACK-1"});
  EXPECT_EQ(record.verdict, reports::Verdict::error);
  EXPECT_EQ(record.reason, "the harness threw: beyond the end");
  EXPECT_EQ(played([]() -> reports::CaseRecord { throw 7; }).verdict, reports::Verdict::error);
}

}   // namespace
}   // namespace parley::conformance
