#include "protocol/client/tell.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <boost/json.hpp>

namespace parley::client {
namespace {

TEST(Tell, keeps_the_order_of_fields) {
  const auto line =
      event("joined").add("room", "Lobby").add_number("users", 3).add_flag("again", false).to_string();
  EXPECT_EQ(line, R"({"event":"joined","room":"Lobby","users":3,"again":false})");
}

TEST(Tell, writes_lists_of_texts_and_objects) {
  const auto line = event("search")
                        .add_texts("names", {"a", "b"})
                        .add_texts("none", {})
                        .add_objects("rooms", {JsonObject().add("n", "x"), JsonObject()})
                        .to_string();
  EXPECT_EQ(line, R"({"event":"search","names":["a","b"],"none":[],"rooms":[{"n":"x"},{}]})");
}

TEST(Tell, escapes_what_json_wants_escaped) {
  EXPECT_EQ(JsonObject().add("t", "a\"b\\c\nd\re\tf\x01").to_string(), R"({"t":"a\"b\\c\nd\re\tf\u0001"})");
}

TEST(Tell, replaces_bytes_that_are_no_utf8) {
  EXPECT_EQ(JsonObject().add("t", "a\xff\xc3z").to_string(), "{\"t\":\"a\xef\xbf\xbd\xef\xbf\xbdz\"}");
  EXPECT_EQ(JsonObject().add("t", "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80").to_string(),
            "{\"t\":\"\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\"}");
}

RC_GTEST_PROP(Tell, any_bytes_make_one_line_of_valid_json, (std::string key, std::string text)) {
  const std::string line = event("x").add(key, text).to_string();
  RC_ASSERT(line.find('\n') == std::string::npos);
  boost::json::error_code error;
  boost::json::parse(line, error);
  RC_ASSERT(!error);
}

RC_GTEST_PROP(Tell, ascii_text_survives, ()) {
  const auto text = *rc::gen::container<std::string>(rc::gen::inRange<char>(0, 127));
  const auto value = boost::json::parse(JsonObject().add("t", text).to_string());
  RC_ASSERT(std::string(value.as_object().at("t").as_string()) == text);
}

}   // namespace
}   // namespace parley::client
