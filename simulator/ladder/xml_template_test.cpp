// Templates and the tree they are compared with: spelling does not matter, meaning does.
#include "simulator/ladder/xml_template.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pugixml.hpp>

#include "simulator/ladder/header_match.h"
#include "simulator/ladder/xpath.h"

namespace parley::sim::ladder {
namespace {

using ::testing::HasSubstr;
using ::testing::Optional;

constexpr std::string_view kSpace = "urn:parlano:xml:ns:xccos";

std::shared_ptr<const XmlTree> tree(std::string_view xml) {
  auto read = XmlTree::read(xml);
  if (read) return *read;
  ADD_FAILURE() << read.error().detail;
  return *XmlTree::read("<broken/>");
}

// What is wrong, or "" when it matches.
std::string compare(std::string_view wanted, std::string_view xml, const Variables& variables = {},
                    std::string_view space = {}) {
  const auto read = XmlTemplate::read(wanted, space);
  if (!read) return "no template: " + read.error().detail;
  const auto mismatch = read->mismatch(*tree(xml), variables);
  return mismatch ? mismatch->sentence : "";
}

TEST(XmlTemplate, is_found_anywhere_below) {
  EXPECT_EQ(compare("<c x='1'/>", "<a><b><c x='2'/><c x='1'/></b></a>"), "");
  EXPECT_EQ(compare("<a/>", "<a/>"), "");
  EXPECT_EQ(compare("<z/>", "<a/>"), "there is no <z>");
}

TEST(XmlTemplate, matches_a_subset_of_elements_and_attributes) {
  EXPECT_EQ(compare("<a><c/></a>", "<a k='v'>text<b/><c d='e'><f/></c><g/></a>"), "");
}

TEST(XmlTree, is_read_behind_a_byte_order_mark) {
  EXPECT_EQ(compare("<a><b/></a>", "\xef\xbb\xbf<a><b/></a>"), "");
}

TEST(XmlTree, an_attribute_without_a_prefix_counts_wherever_it_stands) {
  EXPECT_EQ(compare("<a id='1'/>", "<a xmlns:p='urn:p' p:id='2' id='1'/>"), "");
  EXPECT_EQ(compare("<a id='1'/>", "<a xmlns:p='urn:p' id='1' p:id='2'/>"), "");
  EXPECT_EQ(compare("<a id='2'/>", "<a xmlns:p='urn:p' p:id='2'/>"), "") << "better than nothing";
}

TEST(XmlTemplate, children_stand_in_document_order) {
  EXPECT_EQ(compare("<a><b/><c/></a>", "<a><b/><x/><c/></a>"), "");
  EXPECT_EQ(compare("<a><b/><c/></a>", "<a><c/><b/></a>"), "<a> has no <c> at this place");
  EXPECT_EQ(compare("<a><b/><b/></a>", "<a><b/></a>"), "<a> has no <b> at this place");
}

TEST(XmlTemplate, values_of_attributes_are_exact) {
  EXPECT_EQ(compare("<resp code='200'/>", "<r><resp code='500'/></r>"),
            "resp/@code is \"500\" instead of \"200\"");
  EXPECT_EQ(compare("<resp code='200'/>", "<resp Code='200'/>"), "<resp> has no attribute code");
}

TEST(XmlTemplate, an_id_has_no_case) {
  EXPECT_EQ(compare("<cmd id='cmd:Join'/>", "<cmd id='CMD:join'/>"), "");
  EXPECT_EQ(compare("<cmd id='cmd:${what}'/>", "<cmd id='cmd:join'/>", {{"what", "JOIN"}}), "");
  EXPECT_NE(compare("<cmd key='A'/>", "<cmd key='a'/>"), "");
}

TEST(XmlTemplate, an_address_is_the_same_in_every_spelling) {
  EXPECT_EQ(compare("<uib uri='sip:bob@${d}'/>", "<uib uri='SIP:Bob@Contoso.com:5061;x=y'/>",
                    {{"d", "contoso.COM"}}),
            "");
  EXPECT_NE(compare("<uib uri='sip:bob@a.org'/>", "<uib uri='sip:alice@a.org'/>"), "");
  EXPECT_NE(compare("<uib uri='sip:bob@a.org'/>", "<uib uri='bob@a.org'/>"), "");
  EXPECT_NE(compare("<chanib uri='ma-chan://a.org/1'/>", "<chanib uri='ma-chan://A.org/1'/>"), "")
      << "a room keeps its spelling";
}

TEST(XmlTemplate, text_is_trimmed_and_then_exact) {
  EXPECT_EQ(compare("<chat> a b </chat>", "<chat>\n  a b</chat>"), "");
  EXPECT_EQ(compare("<chat>a</chat>", "<chat>a b</chat>"), "<chat> holds \"a b\" instead of \"a\"");
  EXPECT_EQ(compare("<chat/>", "<chat>a b</chat>"), "");
}

TEST(XmlTemplate, line_ends_are_all_alike) {
  EXPECT_EQ(compare("<chat>a\nb</chat>", "<chat>a&#13;&#10;b</chat>"), "");
  EXPECT_EQ(compare("<chat>a\r\nb</chat>", "<chat>a\nb</chat>"), "");
}

TEST(XmlTemplate, dots_or_a_star_stand_for_any_value) {
  EXPECT_EQ(compare("<a x='...' y='*'>...</a>", "<a x='' y='2'>t</a>"), "");
  EXPECT_EQ(compare("<a>...</a>", "<a><b/></a>"), "");
  EXPECT_NE(compare("<a x='...'/>", "<a/>"), "");
  EXPECT_NE(compare("<a>...</a>", "<a/>"), "");
}

TEST(XmlTemplate, values_are_filled_in_and_need_no_escaping) {
  EXPECT_EQ(compare("<a x='${v}'>${v}</a>", "<a x='&lt;&amp;&quot;'>&lt;&amp;\"</a>", {{"v", "<&\""}}), "");
  EXPECT_EQ(compare("<a x='${v}'/>", "<a x='1'/>", {{"v", "2"}}), "a/@x is \"1\" instead of \"2\"");
}

TEST(XmlTemplate, prefixes_carry_no_meaning_and_namespaces_do) {
  const std::string_view wanted = "<rpl id='rpl:join'><resp code='200'/></rpl>";
  EXPECT_EQ(
      compare(wanted, "<x:rpl xmlns:x='urn:parlano:xml:ns:xccos' id='rpl:join'><x:resp code='200'/></x:rpl>",
              {}, kSpace),
      "");
  EXPECT_EQ(compare(wanted, "<rpl xmlns='urn:parlano:xml:ns:xccos' id='rpl:join'><resp code='200'/></rpl>",
                    {}, kSpace),
            "");
  EXPECT_THAT(compare(wanted, "<rpl xmlns='urn:other' id='rpl:join'><resp code='200'/></rpl>", {}, kSpace),
              HasSubstr("is in namespace \"urn:other\" instead of"));
  EXPECT_EQ(compare(wanted, "<rpl xmlns='urn:other' id='rpl:join'><resp code='200'/></rpl>"), "");
  EXPECT_EQ(compare("<a xmlns='urn:a'/>", "<p:a xmlns:p='urn:a'/>", {}, kSpace), "");
  EXPECT_NE(compare("<a xmlns='urn:a'/>", "<a/>"), "");
}

TEST(XmlTemplate, the_best_attempt_is_explained) {
  EXPECT_EQ(
      compare(
          "<rpl id='rpl:b'><resp code='200'/></rpl>",
          "<x><rpl id='rpl:a'><resp code='200'/></rpl><rpl id='rpl:b'><resp code='404'/><data/></rpl></x>"),
      "rpl/@id is \"rpl:a\" instead of \"rpl:b\"");
  EXPECT_EQ(compare("<rpl id='rpl:b'><resp code='200'/></rpl>", "<x><rpl id='rpl:a'/><rpl id='rpl:b'/></x>"),
            "<rpl> has no <resp> at this place");
}

TEST(XmlTree, refuses_what_a_peer_could_not_read) {
  for (const std::string_view bad : {"", "text", "<a>", "<a></b>", "<a b='1' b='2'/>", "<x:a/>", "<a>&b;</a>",
                                     "<a/><b/>", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"})
    EXPECT_FALSE(XmlTree::read(bad)) << bad;
}

TEST(XmlTree, depth_and_size_have_limits) {
  std::string deep, end;
  for (std::size_t i = 0; i < XmlTree::kDepthMax; ++i) deep += "<a>", end += "</a>";
  EXPECT_TRUE(XmlTree::read(deep + end));
  EXPECT_EQ(XmlTree::read("<a>" + deep + end + "</a>").error().code, Errc::unsupported);
  EXPECT_EQ(XmlTree::read(std::string(XmlTree::kBytesMax + 1, ' ')).error().code, Errc::limit_exceeded);
}

TEST(XmlTree, blanks_between_elements_are_gone_and_blanks_of_a_leaf_are_kept) {
  const auto read = tree("<a>\n  <b>  </b>\n  <c> x </c>\n</a>");
  EXPECT_EQ(*xpath_value(*read, "string(/a)", {}), "   x ");
}

TEST(XmlTree, namespaces_are_no_attributes_for_xpath) {
  const auto read = tree("<p:a xmlns:p='urn:x' p:k='1' l='2'><b ID='Q' id='Q'/></p:a>");
  EXPECT_EQ(*xpath_value(*read, "count(/a/@*)", {}), "2");
  EXPECT_EQ(*xpath_value(*read, "/a/@k", {}), "1");
  EXPECT_EQ(*xpath_value(*read, "//b/@id", {}), "q");
  EXPECT_EQ(*xpath_value(*read, "//b/@ID", {}), "Q");
  EXPECT_EQ(*xpath_value(*read, "namespace-uri(/a)", {}), "urn:x");
}

TEST(XPath, variables_are_strings) {
  EXPECT_TRUE(*xpath_holds(*tree("<a b='1'/>"), "//@b = $v and $x.y = 'z'", {{"v", "1"}, {"x.y", "z"}}));
  EXPECT_FALSE(compile_xpath("$v = 1", {}));
  EXPECT_TRUE(compile_xpath("$v = 1", {"v"}));
}

TEST(XPath, sees_an_address_in_lower_case) {
  EXPECT_EQ(*xpath_value(*tree("<a author='sip:Alice@CONTOSO.com'/>"), "string(//@author)", {}),
            "sip:alice@contoso.com");
}

TEST(XPath, the_left_side_of_a_comparison) {
  EXPECT_EQ(left_side_of("count(//a[@b='=']) >= 2"), "count(//a[@b='='])");
  EXPECT_EQ(left_side_of("//a != 'x'"), "//a");
  EXPECT_EQ(left_side_of("not(//a = 1)"), "");
  EXPECT_EQ(left_side_of("//a = 1 or //b = 2"), "");
}

sip::Message message() {
  sip::Message invite;
  invite.method = "INVITE";
  invite.request_uri = "sip:pool@contoso.com";
  invite.headers.add("Via", "SIP/2.0/TCP a");
  invite.headers.add("Via", "SIP/2.0/TCP b");
  invite.headers.add("i", "call-1");
  return invite;
}

HeaderTest header(HeaderTest::Kind kind, std::string name, std::string value = {}) {
  return {.kind = kind, .name = std::move(name), .value = {std::move(value), {}}, .position = {}};
}

TEST(HeaderMatch, compares_any_value_of_a_header_and_knows_short_names) {
  using enum HeaderTest::Kind;
  EXPECT_FALSE(header_mismatch(header(equals, "Via", "SIP/2.0/TCP b"), message(), {}));
  EXPECT_FALSE(header_mismatch(header(equals, "call-id", "call-${n}"), message(), {{"n", "1"}}));
  EXPECT_THAT(header_mismatch(header(equals, "Via", "c"), message(), {}),
              Optional(std::string("Via is \"SIP/2.0/TCP a\" and \"SIP/2.0/TCP b\" instead of \"c\"")));
  EXPECT_THAT(header_mismatch(header(present, "To"), message(), {}), Optional(std::string("there is no To")));
  EXPECT_FALSE(header_mismatch(header(absent, "To"), message(), {}));
  EXPECT_TRUE(header_mismatch(header(absent, "Via"), message(), {}));
}

TEST(HeaderMatch, expressions_search_and_take_values_literally) {
  using enum HeaderTest::Kind;
  EXPECT_FALSE(header_mismatch(header(matches, "Via", "TCP (a|b)$"), message(), {}));
  EXPECT_TRUE(header_mismatch(header(matches, "Call-ID", "^${v}"), message(), {{"v", "c.ll"}}));
  EXPECT_FALSE(header_mismatch(header(matches, "Call-ID", "^${v}$"), message(), {{"v", "call-1"}}));
}

TEST(HeaderMatch, expressions_have_no_case) {
  using enum HeaderTest::Kind;
  EXPECT_FALSE(header_mismatch(header(matches, "Via", "^sip/2.0/tcp [A]$"), message(), {}));
  EXPECT_FALSE(header_mismatch(header(matches, "Call-ID", "^${v}$"), message(), {{"v", "CALL-1"}}));
}

TEST(HeaderMatch, the_request_uri_is_asked_like_a_header) {
  using enum HeaderTest::Kind;
  EXPECT_FALSE(header_mismatch(header(equals, "Request-URI", "sip:pool@contoso.com"), message(), {}));
  EXPECT_FALSE(header_mismatch(header(equals, "request-uri", "SIP:pool@Contoso.com"), message(), {}));
  EXPECT_FALSE(header_mismatch(header(equals, "Request-URI", "pool@contoso.com"), message(), {}));
  EXPECT_TRUE(header_mismatch(header(equals, "Request-URI", "sip:pool2@contoso.com"), message(), {}));
  EXPECT_TRUE(header_mismatch(header(equals, "Request-URI", "sips:pool@contoso.com"), message(), {}));
  sip::Message response;
  response.status = 200;
  EXPECT_TRUE(header_mismatch(header(present, "Request-URI"), response, {}));
}

// --- Documents ---

TEST(XmlTree, a_text_in_many_pieces_is_one_text_and_read_in_one_go) {
  // The largest document that is read at all; a reader that began anew with each entity would not end in a
  // day.
  std::string xml = "<a>";
  while (xml.size() + 10 < XmlTree::kBytesMax) xml += "&amp;";
  xml += "</a>";
  const auto tree = XmlTree::read(xml);
  ASSERT_TRUE(tree);
  EXPECT_EQ(std::string((*tree)->document().child("a").text().get()).size(), (xml.size() - 7) / 5);
}

TEST(XmlTree, texts_around_an_element_stay_apart) {
  const auto tree = XmlTree::read("<a>x&lt;<b/>\ny</a>");
  ASSERT_TRUE(tree);
  EXPECT_STREQ((*tree)->document().child("a").first_child().value(), "x<");
  EXPECT_STREQ((*tree)->document().child("a").last_child().value(), "\ny");
}
}   // namespace
}   // namespace parley::sim::ladder
