#include "reports/printable.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "protocol/base/text.h"
#include "protocol/base/utf8.h"

namespace parley::reports {
namespace {

TEST(Printable, text_of_people_stays_as_it_is) {
  EXPECT_EQ(printable("Grüße, 世界 🙂\tand\nmore"), "Grüße, 世界 🙂\tand\nmore");
}

TEST(Printable, line_ends_of_the_wire_become_line_ends_and_a_lone_cr_shows) {
  EXPECT_EQ(printable("a\r\nb\rc"), "a\nb\\x0Dc");
}

TEST(Printable, bytes_that_are_no_utf8_show_their_value) {
  EXPECT_EQ(printable("\xff \xc0\xaf \xed\xa0\x80 \xe2\x82"), R"(\xFF \xC0\xAF \xED\xA0\x80 \xE2\x82)");
  EXPECT_EQ(printable("\xf4\x90\x80\x80"), R"(\xF4\x90\x80\x80)");
}

TEST(Printable, control_characters_show_their_value) {
  EXPECT_EQ(printable(std::string_view("a\0b\x1b\x7f", 5)), R"(a\x00b\x1B\x7F)");
}

TEST(Printable, characters_that_could_deceive_a_reader_show_their_code) {
  EXPECT_EQ(printable("200\u202e OK\u200b\ufeff"), R"(200\u{202E} OK\u{200B}\u{FEFF})");
}

TEST(Printable, valid_utf8_changes_nothing_but_broken_bytes) {
  EXPECT_EQ(valid_utf8(std::string_view("\0\x1b\r\n\xc3", 5)), std::string("\0\x1b\r\n\\xC3", 8));
}

TEST(Printable, markup_cannot_break_out) {
  EXPECT_EQ(escape_markup("</script><a href=\"x\" title='y'>&amp;"),
            "&lt;/script&gt;&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;");
}

RC_GTEST_PROP(Printable, any_bytes_become_xml_text, (const std::string& bytes)) {
  RC_ASSERT(is_xml_text(printable(bytes)));
  RC_ASSERT(is_utf8(valid_utf8(bytes)));
}

TEST(Printable, line_is_one_line) { EXPECT_EQ(printable_line("a\tb\r\nc\x1b[2J"), "a\\x09b\\x0Ac\\x1B[2J"); }

}   // namespace
}   // namespace parley::reports
