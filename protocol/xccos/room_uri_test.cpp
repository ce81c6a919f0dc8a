// Room and category URIs are read in one form and written in one spelling.
#include "protocol/xccos/room_uri.h"

#include <gtest/gtest.h>

namespace parley::xccos {
namespace {

TEST(RoomUri, reads_a_guid_and_an_old_number) {
  EXPECT_EQ(parse_room_uri("ma-chan://contoso.com/58384137-ac90-43f3-b045-9bc0fc408d2b").value(),
            (RoomUri{"contoso.com", "58384137-ac90-43f3-b045-9bc0fc408d2b"}));
  EXPECT_EQ(parse_room_uri("ma-chan://litwareinc.com/300").value(), (RoomUri{"litwareinc.com", "300"}));
}

TEST(RoomUri, keeps_the_case_of_domain_and_value_but_not_of_the_scheme) {
  EXPECT_EQ(parse_room_uri("MA-Chan://Contoso.com/AB").value().to_string(), "ma-chan://Contoso.com/AB");
}

TEST(RoomUri, refuses_another_scheme_missing_parts_and_a_second_slash) {
  for (const char* text : {"", "http://contoso.com/x", "ma-cat://contoso.com/x", "ma-chan://contoso.com",
                           "ma-chan:///x", "ma-chan://contoso.com/", "ma-chan://contoso.com/x/y",
                           "ma-chan://contoso.com/a b", " ma-chan://contoso.com/x", "ma-chan://c/x\x01"}) {
    EXPECT_FALSE(parse_room_uri(text)) << text;
  }
}

TEST(RoomUri, refuses_more_than_a_kilobyte_by_the_name_of_the_limit) {
  const auto read = parse_room_uri("ma-chan://contoso.com/" + std::string(2000, 'a'));
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, Errc::limit_exceeded);
}

TEST(CategoryUri, reads_and_writes_its_own_scheme_only) {
  EXPECT_EQ(parse_category_uri("ma-cat://contoso.com/7f3c").value().to_string(), "ma-cat://contoso.com/7f3c");
  EXPECT_FALSE(parse_category_uri("ma-chan://contoso.com/7f3c"));
}

}   // namespace
}   // namespace parley::xccos
