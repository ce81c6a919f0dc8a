// The queue of requests that wait: found, removed in any order, never more than twice as long as what waits.
#include "protocol/sip/waiting_requests.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <map>

namespace parley::sip {
namespace {

WaitingRequests::Request request(std::uint64_t number, LinkId link) {
  Branch branch{number, {}};
  branch.chance.fill('a');
  return {branch, link, Instant{} + Duration{static_cast<Duration::rep>(number)}, "INFO", false};
}

TEST(Branch, is_written_and_its_number_found_again) {
  const Branch branch = request(0x1f, 1).branch;
  EXPECT_EQ(branch.to_string(), "z9hG4bKaaaaaaaaaaaa.1f");
  EXPECT_EQ(Branch::number_in(branch.to_string()), 0x1fu);
  for (const char* other : {"", "z9hG4bK", "z9hG4bKaaaaaaaaaaaa.", "z9hG4bKaaaaaaaaaaaa.1g"})
    EXPECT_FALSE(Branch::number_in(other)) << other;
}

RC_GTEST_PROP(WaitingRequests, behave_like_a_map, ()) {
  WaitingRequests waiting;
  std::map<std::uint64_t, LinkId> model;
  std::uint64_t next = 1;
  for (const bool adds : *rc::gen::container<std::vector<bool>>(rc::gen::arbitrary<bool>())) {
    if (adds || model.empty()) {
      const LinkId link = *rc::gen::inRange<LinkId>(1, 4);
      waiting.add(request(next, link));
      model[next++] = link;
    } else {
      const auto chosen = std::next(model.begin(), *rc::gen::inRange<std::ptrdiff_t>(0, std::ssize(model)));
      waiting.remove(chosen->first);
      model.erase(chosen);
    }
    RC_ASSERT(waiting.size() == model.size());
    RC_ASSERT((waiting.first() ? waiting.first()->branch.number : 0) ==
              (model.empty() ? 0 : model.begin()->first));
    for (std::uint64_t number = 1; number <= next; ++number)
      RC_ASSERT((waiting.find(number) != nullptr) == model.contains(number));
    std::vector<std::uint64_t> of_two;
    for (const auto& [number, link] : model)
      if (link == 2) of_two.push_back(number);
    RC_ASSERT(waiting.of_link(2) == of_two);
  }
}

}   // namespace
}   // namespace parley::sip
