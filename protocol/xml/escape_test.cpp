// Whatever text is written, a parser reads it back, or U+FFFD where XML has no way to say it.
#include "protocol/xml/escape.h"

#include <gtest/gtest.h>

#include "protocol/base/text.h"
#include "protocol/base/utf8.h"

namespace parley::xml {
namespace {

std::string text(std::string_view value) {
  std::string out;
  append_text(out, value);
  return out;
}

std::string attribute(std::string_view value) {
  std::string out;
  append_attribute(out, value);
  return out;
}

TEST(Escape, writes_the_five_markup_characters_as_entities) {
  EXPECT_EQ(text("a<b>&\"'"), "a&lt;b&gt;&amp;&quot;&apos;");
  EXPECT_EQ(attribute("a<b>&\"'"), "a&lt;b&gt;&amp;&quot;&apos;");
}

TEST(Escape, keeps_cr_lf_from_being_normalised) { EXPECT_EQ(text("a\r\nb"), "a&#13;&#10;b"); }

TEST(Escape, writes_every_line_end_as_a_raw_cr_lf_where_that_is_wanted) {
  std::string out;
  append_lines(out, "\na\r\n<\rb\n\nc");
  EXPECT_EQ(out, "\r\na\r\n&lt;\r\nb\r\n\r\nc");
}

TEST(Escape, keeps_a_tab_in_text_and_protects_it_in_an_attribute) {
  EXPECT_EQ(text("a\tb"), "a\tb");
  EXPECT_EQ(attribute("a\tb"), "a&#9;b");
}

TEST(Escape, copies_all_lengths_of_utf8) {
  const std::string wide = "a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80z";
  EXPECT_EQ(text(wide), wide);
}

TEST(Escape, replaces_each_byte_that_xml_cannot_say) {
  EXPECT_EQ(text(std::string_view("a\0b", 3)),
            "a\xef\xbf\xbd"
            "b");
  EXPECT_EQ(text("\x01\x1f"), "\xef\xbf\xbd\xef\xbf\xbd");
  EXPECT_EQ(text("\xc3"), "\xef\xbf\xbd");                                   // Cut short.
  EXPECT_EQ(text("\xed\xa0\x80"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");   // A surrogate.
  EXPECT_EQ(text("\xff<"), "\xef\xbf\xbd&lt;");
}

TEST(Escape, makes_legal_text_of_every_pair_of_bytes) {
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      const std::string bytes = {static_cast<char>(first), static_cast<char>(second)};
      ASSERT_TRUE(is_xml_text(text(bytes))) << first << ' ' << second;
      ASSERT_TRUE(is_xml_text(attribute(bytes))) << first << ' ' << second;
    }
  }
}

}   // namespace
}   // namespace parley::xml
