// Where a user is registered: made, refreshed, replaced, ended.
#include "reference_server/core/bindings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace parley::server {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view kAlice = "sip:alice@contoso.com";

Instant at(int seconds) { return Instant{0} + std::chrono::seconds{seconds}; }

class BindingsTest : public testing::Test {
 protected:
  static Binding binding(std::string contact, std::string instance = {}) {
    return {std::move(contact), std::move(instance), 1, "call", 1, at(100)};
  }
  std::vector<std::string> contacts(Instant now = at(0)) const {
    std::vector<std::string> found;
    for (const Binding& one : bindings_.of(kAlice, now)) found.push_back(one.contact);
    return found;
  }
  bool change(Binding one) { return bindings_.change(kAlice, {std::move(one)}, at(0)).has_value(); }

  Bindings bindings_;
};

TEST_F(BindingsTest, the_latest_is_first) {
  change(binding("sip:a"));
  change(binding("sip:b"));
  EXPECT_THAT(contacts(), ElementsAre("sip:b", "sip:a"));
}

TEST_F(BindingsTest, one_that_is_not_refreshed_ends) {
  change(binding("sip:a"));
  EXPECT_THAT(contacts(at(99)), ElementsAre("sip:a"));
  EXPECT_THAT(contacts(at(100)), IsEmpty());
}

TEST_F(BindingsTest, an_endpoint_that_comes_back_from_another_address_replaces_itself) {
  change(binding("sip:a:1", "\"<urn:uuid:1>\""));
  Binding back = binding("sip:a:2", "\"<URN:UUID:1>\"");
  back.call_id = "another call";
  change(back);
  EXPECT_THAT(contacts(), ElementsAre("sip:a:2"));
}

TEST_F(BindingsTest, an_older_request_of_the_same_call_changes_nothing_of_all_it_asks_for) {
  Binding second = binding("sip:a");
  second.cseq = 2;
  change(second);
  Binding late = binding("sip:a");
  late.expires = at(0);
  EXPECT_FALSE(bindings_.change(kAlice, {binding("sip:new"), late}, at(0)));
  EXPECT_THAT(contacts(), ElementsAre("sip:a"));
  late.call_id = "another call";
  EXPECT_TRUE(change(late));
  EXPECT_THAT(contacts(), IsEmpty());
}

TEST_F(BindingsTest, all_are_removed_at_once) {
  change(binding("sip:a"));
  change(binding("sip:b"));
  Binding star = binding("*");
  star.cseq = 2;
  EXPECT_TRUE(bindings_.remove_all(kAlice, star, at(0)));
  EXPECT_THAT(contacts(), IsEmpty());
}

TEST_F(BindingsTest, those_of_a_lost_connection_end_and_the_others_do_not) {
  change(binding("sip:a"));
  Binding other = binding("sip:b");
  other.link = 2;
  change(other);
  bindings_.forget_link(kAlice, 1);
  EXPECT_THAT(contacts(), ElementsAre("sip:b"));
}

TEST_F(BindingsTest, above_the_bound_the_oldest_gives_way) {
  for (std::size_t i = 0; i <= Bindings::kPerUserMax; ++i) change(binding("sip:" + std::to_string(i)));
  EXPECT_EQ(contacts().size(), Bindings::kPerUserMax);
  EXPECT_EQ(contacts().front(), "sip:" + std::to_string(Bindings::kPerUserMax));
  EXPECT_EQ(contacts().back(), "sip:1");
}

}   // namespace
}   // namespace parley::server
