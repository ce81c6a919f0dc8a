#include "protocol/base/utf8.h"

#include <gtest/gtest.h>

namespace parley {
namespace {

TEST(Utf8, writes_every_character_as_it_is_read) {
  for (const std::uint32_t code :
       {0x0u, 0x7fu, 0x80u, 0x7ffu, 0x800u, 0xd7ffu, 0xe000u, 0xffffu, 0x10000u, 0x10ffffu}) {
    std::string text;
    append_utf8(text, code);
    const Utf8Character read = first_utf8_character(text + "x");
    EXPECT_EQ(read.code, code);
    EXPECT_EQ(read.length, text.size());
  }
}

TEST(Utf8, finds_no_character_in_a_form_that_is_no_utf8) {
  for (const char* text : {"", "\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xf0\x8f\xbf\xbf",
                           "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "\xe2\x82", "\xe2\x28\xa1"})
    EXPECT_EQ(first_utf8_character(text).length, 0u) << text;
}

TEST(IsXmlText, takes_all_lengths_of_utf8) {
  EXPECT_TRUE(is_xml_text("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\t\r\n"));
}

TEST(IsXmlText, refuses_what_xml_cannot_say) {
  EXPECT_FALSE(is_xml_text(std::string_view("a\0b", 3)));
  EXPECT_FALSE(is_xml_text("\x01"));
  EXPECT_FALSE(is_xml_text("\xed\xa0\x80"));   // A surrogate.
  EXPECT_FALSE(is_xml_text("\xc0\x80"));       // An overlong NUL.
  EXPECT_FALSE(is_xml_text("\xc3"));           // Cut short.
  EXPECT_FALSE(is_xml_text("\xef\xbf\xbf"));   // U+FFFF.
}

}   // namespace
}   // namespace parley
