#include "reports/message_markup.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace parley::reports {
namespace {

TEST(MessageMarkup, marks_the_start_line_and_the_names_of_headers) {
  EXPECT_EQ(message_markup("SIP/2.0 200 OK\r\nCSeq: 2 INFO\r\nContent-Length: 0\r\n\r\n"),
            "<b class=\"start\">SIP/2.0 200 OK</b>\n<b>CSeq</b>: 2 INFO\n<b>Content-Length</b>: 0");
}

TEST(MessageMarkup, indents_an_xml_body_and_marks_its_tags) {
  EXPECT_EQ(message_markup("INFO sip:a SIP/2.0\r\n\r\n<a><b c=\"1\"/></a>"),
            "<b class=\"start\">INFO sip:a SIP/2.0</b>\n\n<span class=\"tag\">&lt;a&gt;</span>\n  "
            "<span class=\"tag\">&lt;b c=&quot;1&quot;/&gt;</span>\n<span class=\"tag\">&lt;/a&gt;</span>");
}

TEST(MessageMarkup, leaves_another_body_as_it_is) {
  EXPECT_EQ(message_markup("INVITE sip:a SIP/2.0\r\n\r\nv=0\r\ns=x\r\n"),
            "<b class=\"start\">INVITE sip:a SIP/2.0</b>\n\nv=0\ns=x\n");
}

TEST(MessageMarkup, takes_a_text_that_is_xml_alone) {
  EXPECT_EQ(message_markup("<a/>"), "<span class=\"tag\">&lt;a/&gt;</span>");
}

TEST(MessageMarkup, says_how_much_of_a_huge_message_is_not_shown) {
  const std::string markup = message_markup("X\r\n\r\n" + std::string(100'000, 'y'));
  EXPECT_LT(markup.size(), 40'000u);
  EXPECT_NE(markup.find("[67237 more bytes stand in the run record]"), std::string::npos);
}

TEST(IndentXml, keeps_text_with_its_element) {
  EXPECT_EQ(indent_xml("<a><chat>two words</chat><b/></a>"), "<a>\n  <chat>two words</chat>\n  <b/>\n</a>");
}

TEST(IndentXml, takes_declarations_comments_and_empty_elements) {
  EXPECT_EQ(indent_xml("<?xml?><!-- x --><a></a>"), "<?xml?>\n<!-- x -->\n<a></a>");
}

TEST(IndentXml, does_not_run_away_with_depth) {
  std::string deep;
  for (int i = 0; i < 1000; ++i) deep += "<a>";
  EXPECT_LT(indent_xml(deep).size(), 1000u * (3 + 1 + 32) + 1);
}

// Line breaks and blanks aside, nothing is added, lost or moved.
RC_GTEST_PROP(IndentXml, adds_nothing_but_white_space, (const std::vector<unsigned>& choices)) {
  static constexpr const char* kPieces[] = {"<a>", "</a>", "<b/>", "text", "<", ">", "\xff", "</"};
  std::string xml, indented;
  for (const unsigned choice : choices) xml += kPieces[choice % 8];
  for (const char c : indent_xml(xml))
    if (c != ' ' && c != '\n') indented += c;
  RC_ASSERT(indented == xml);
}

}   // namespace
}   // namespace parley::reports
