// Names of header fields in all their spellings.
#include "protocol/sip/header_name.h"

#include <gtest/gtest.h>

#include <string>

#include "protocol/sip/headers.h"

namespace parley::sip {
namespace {

TEST(KnownName, is_told_without_case_and_in_its_compact_form) {
  for (const char* name : {"Call-ID", "call-id", "CALL-ID", "cALL-iD", "i", "I"})
    EXPECT_EQ(known_name(name), HeaderName::call_id) << name;
  EXPECT_EQ(known_name("l"), HeaderName::content_length);
  EXPECT_EQ(known_name("Content-Length"), HeaderName::content_length);
  EXPECT_EQ(known_name("Request-Disposition"), HeaderName::request_disposition);
}

TEST(KnownName, other_names_are_others) {
  for (const char* name : {"", "z", "{", "@", "\x01", "Tos", "Call_ID", "Call-IDs", "all-ID", "Via ", "X-Any",
                           "A-name-of-more-than-24-characters", "Request-Dispositions-1-"})
    EXPECT_EQ(known_name(name), HeaderName::other) << name;
}

TEST(KnownName, is_the_same_whatever_stands_behind_it) {
  const std::string line = "Via: SIP/2.0/TLS 192.0.2.10:49200";
  EXPECT_EQ(known_name(std::string_view(line).substr(0, 3), line.size()), HeaderName::via);
  EXPECT_EQ(known_name(std::string_view(line).substr(0, 4), line.size()), HeaderName::other);
  EXPECT_EQ(known_name(std::string_view(line).substr(0, 2), line.size()), HeaderName::other);
}

TEST(Headers, views_outlive_a_move) {
  Headers headers;
  headers.add("To", "a");
  const std::string_view value = headers.get("To");
  const Headers moved = std::move(headers);
  EXPECT_EQ(value.data(), moved.get("To").data());
}

TEST(Headers, may_be_added_from_their_own_text) {
  Headers headers;
  headers.add("Via", std::string(300, 'v'));
  for (int i = 0; i < 20; ++i) headers.add(headers.fields()[0].name, headers.get("Via"));
  EXPECT_EQ(headers.all("Via"), std::vector<std::string_view>(21, std::string(300, 'v')));
}

TEST(Headers, of_unknown_names_are_told_apart_by_their_text) {
  Headers headers;
  headers.add("X-One", "1");
  headers.add("X-Two", "2");
  EXPECT_EQ(headers.get("x-two"), "2");
  EXPECT_TRUE(headers.contains("X-TWO"));
  EXPECT_FALSE(headers.contains("X-Three"));
}

}   // namespace
}   // namespace parley::sip
