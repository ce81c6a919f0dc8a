// Prefixes mean what Namespaces in XML 1.0 says, and cost what their bytes cost.
#include "protocol/xml/namespaces.h"

#include <expat.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <memory>

#include "protocol/base/test_settings_page.h"
#include "protocol/xml/tree.h"
#include "protocol/xml/tree_builder.h"

namespace parley::xml {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr Vocabulary kVocabulary = {"urn:home"};
constexpr Limits kLimits;

// Of each element and each of its attributes, in document order.
std::vector<std::string> found_in(std::string_view xml) {
  std::pmr::monotonic_buffer_resource arena;
  Namespaces namespaces(kVocabulary, kLimits, arena);
  std::vector<Node> nodes;
  EXPECT_TRUE(TreeBuilder(xml, kLimits, namespaces, nodes).build());
  std::vector<std::string> uris;
  for (const Node& node : nodes)
    if (node.kind != NodeKind::text) uris.emplace_back(namespaces.uri_of(node.space));
  return uris;
}

bool is_taken(std::string_view xml) { return Tree::load(xml, kVocabulary, kLimits).has_value(); }

Error refusal_of(std::string_view xml) { return Tree::load(xml, kVocabulary, kLimits).error(); }

TEST(Namespaces, are_found_for_each_element_and_attribute_in_document_order) {
  EXPECT_THAT(
      found_in("<a xmlns=\"u\" k=\"\" xmlns:p=\"v\" p:k=\"\"><p:b xml:lang=\"\"/><c xmlns=\"\"/></a>"),
      ElementsAre("u", "", "v", "v", std::string(kXmlNamespace), ""));
}

TEST(Namespaces, of_a_prefix_end_with_the_element_that_declares_it) {
  EXPECT_THAT(found_in("<p:a xmlns:p=\"u\"><p:b xmlns:p=\"v\"><p:c/></p:b><p:d/></p:a>"),
              ElementsAre("u", "v", "v", "u"));
  EXPECT_THAT(refusal_of("<a><b xmlns:p=\"u\"/><p:c/></a>").detail, HasSubstr("unbound prefix"));
}

// More than the eight that are looked at one after the other, and none of them at the root.
TEST(Namespaces, of_many_prefixes_come_back_when_the_element_that_hides_them_ends) {
  constexpr int kDeep = 20;
  std::string xml = "<a xmlns:p=\"outside\">";
  for (int i = 0; i < kDeep; ++i) xml += fmt::format("<p:b xmlns:p{0}=\"new{0}\" xmlns:p=\"hides{0}\">", i);
  for (int i = kDeep; i-- > 0;) xml += fmt::format("<p:c/><p{}:d/></p:b>", i);
  std::vector<std::string> expected = {""};
  for (int i = 0; i < kDeep; ++i) expected.push_back(fmt::format("hides{}", i));
  for (int i = kDeep; i-- > 0;) {
    expected.push_back(fmt::format("hides{}", i));
    expected.push_back(fmt::format("new{}", i));
  }
  expected.emplace_back("outside");
  EXPECT_EQ(found_in(xml + "<p:e/></a>"), expected);
}

TEST(Namespaces, of_a_prefix_that_has_ended_are_unbound_however_many_there_were) {
  std::string xml = "<a>";
  for (int i = 0; i < 20; ++i) xml += fmt::format("<b xmlns:p{0}=\"u\"><p{0}:c/></b>", i);
  EXPECT_TRUE(is_taken(xml + "</a>"));
  for (int i = 0; i < 20; ++i)
    EXPECT_THAT(refusal_of(xml + fmt::format("<p{}:d/></a>", i)).detail, HasSubstr("unbound prefix"));
}

TEST(Namespaces, with_several_prefixes_are_kept_once) {
  const auto tree =
      Tree::load("<a xmlns:p=\"u\" xmlns:q=\"u\"><p:b/><q:c/><d xmlns=\"u\"/></a>", kVocabulary, kLimits);
  EXPECT_EQ(tree->root().child("{3}b").next("{3}c").next("{3}d").name(), "{3}d");
}

std::string element(std::string_view each, std::size_t count) {
  std::string xml = "<a";
  for (std::size_t i = 0; i < count; ++i) xml += fmt::format(fmt::runtime(each), i);
  return xml + "/>";
}

TEST(Namespaces, and_attributes_of_one_element_are_limited) {
  const std::string attribute = " k{}=\"\"";
  EXPECT_TRUE(is_taken(element(attribute, kLimits.attributes_max)));
  EXPECT_EQ(refusal_of(element(attribute, kLimits.attributes_max + 1)).code, Errc::limit_exceeded);
  const std::string declaration = " xmlns:k{}=\"u\"";
  EXPECT_TRUE(is_taken(element(declaration, kLimits.declarations_max)));
  EXPECT_EQ(refusal_of(element(declaration, kLimits.declarations_max + 1)).code, Errc::limit_exceeded);
}

// <a xmlns="u0"><a xmlns="u1">...
std::string nested(std::size_t count) {
  std::string xml;
  for (std::size_t i = 0; i < count; ++i) xml += fmt::format("<a xmlns=\"u{}\">", i);
  for (std::size_t i = 0; i < count; ++i) xml += "</a>";
  return xml;
}

TEST(Namespaces, of_a_document_are_limited) {
  constexpr Limits kFew = {.namespaces_max = 3};
  EXPECT_TRUE(Tree::load(nested(3), kVocabulary, kFew));
  EXPECT_THAT(Tree::load(nested(4), kVocabulary, kFew).error().detail, HasSubstr("namespaces than 3"));
}

TEST(Limits, are_what_the_settings_page_says) {
  const auto page = documented("SIP and XCCOS readers");
  EXPECT_EQ(page.at("elements_max"), std::int64_t{kLimits.elements_max});
  EXPECT_EQ(page.at("attributes_max"), std::int64_t{kLimits.attributes_max});
  EXPECT_EQ(page.at("declarations_max"), std::int64_t{kLimits.declarations_max});
  EXPECT_EQ(page.at("namespaces_max"), std::int64_t{kLimits.namespaces_max});
  EXPECT_EQ(page.at("namespace_bytes_max"), std::int64_t{kLimits.namespace_bytes_max});
}

TEST(Namespaces, have_names_of_limited_length) {
  const auto declared = [](std::size_t length) { return "<a xmlns=\"" + std::string(length, 'u') + "\"/>"; };
  EXPECT_TRUE(is_taken(declared(kLimits.namespace_bytes_max)));
  EXPECT_EQ(refusal_of(declared(kLimits.namespace_bytes_max + 1)).code, Errc::limit_exceeded);
}

// With expat's own reading of prefixes this tag is 15 GB: the name, once for each attribute.
TEST(Namespaces, of_half_a_megabyte_are_refused_before_anybody_repeats_them) {
  std::string xml = "<a xmlns:p=\"" + std::string(500'000, 'u') + "\"";
  for (int i = 0; i < 30'000; ++i) xml += fmt::format(" p:k{}=\"\"", i);
  EXPECT_EQ(refusal_of(xml + "/>").code, Errc::limit_exceeded);
}

TEST(Namespaces, by_the_thousand_are_refused_before_anybody_looks_one_up) {
  std::string xml = "<a";
  for (int i = 0; i < 30'000; ++i) xml += fmt::format(" xmlns:n{}=\"u\"", i);
  xml += ">";
  for (int i = 0; i < 70'000; ++i) xml += "<n0:a/>";
  const Error refused = refusal_of(xml + "</a>");
  EXPECT_EQ(refused.code, Errc::limit_exceeded);
  EXPECT_EQ(refused.offset, 0u);
}

// What expat says when it reads the prefixes itself.
bool expat_takes(const std::string& xml) {
  const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(
      XML_ParserCreateNS("UTF-8", '\x01'), &XML_ParserFree);
  return XML_Parse(parser.get(), xml.data(), static_cast<int>(xml.size()), XML_TRUE) == XML_STATUS_OK;
}

RC_GTEST_PROP(Namespaces, are_judged_as_expat_judges_them, ()) {
  const auto name = rc::gen::element<std::string>("a", "b", "p:a", "p:b", "q:a", "xml:a", "xmlns:a",
                                                  "a:", ":a", "p:q:a", "p:1", "xmlns", "p:-a", "_:_");
  const auto attribute =
      rc::gen::element<std::string>("xmlns", "xmlns:p", "xmlns:q", "xmlns:xml", "xmlns:xmlns",
                                    "xmlns:", "xmlns:1", "k", "p:k", "q:k", "xml:k", "xmlns:_", "p:", ":p");
  const auto value = rc::gen::element<std::string>("", "u", "v", "http://www.w3.org/2000/xmlns/",
                                                   std::string(kXmlNamespace));
  std::string xml;
  std::vector<std::string> open;
  for (int i = *rc::gen::inRange(1, 4); i > 0; --i) {
    open.push_back(*name);
    xml += "<" + open.back();
    for (int k = *rc::gen::inRange(0, 4); k > 0; --k) xml += " " + *attribute + "=\"" + *value + "\"";
    xml += ">";
  }
  for (; !open.empty(); open.pop_back()) xml += "</" + open.back() + ">";
  RC_TAG(expat_takes(xml));
  RC_ASSERT(is_taken(xml) == expat_takes(xml));
}

}   // namespace
}   // namespace parley::xml
