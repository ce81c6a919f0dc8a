// Prefixes mean what Namespaces in XML 1.0 says, and cost what their bytes cost.
#include "protocol/xml/namespaces.h"

#include <expat.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <memory>

namespace parley::xml {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> found_in(std::string_view xml) {
  const Outline outline = check_well_formed(xml, {}).value();
  std::vector<std::string> uris;
  for (const NamespaceId space : outline.namespaces) uris.push_back(outline.uris[space]);
  return uris;
}

Error refusal_of(const std::string& xml) { return check_well_formed(xml, {}).error(); }

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

TEST(Namespaces, with_several_prefixes_are_kept_once) {
  const auto outline = check_well_formed("<a xmlns:p=\"u\" xmlns:q=\"u\"><b xmlns=\"u\"/></a>", {});
  EXPECT_THAT(outline->uris, ElementsAre("", std::string(kXmlNamespace), "u"));
}

std::string element(std::string_view each, std::size_t count) {
  std::string xml = "<a";
  for (std::size_t i = 0; i < count; ++i) xml += fmt::format(fmt::runtime(each), i);
  return xml + "/>";
}

TEST(Namespaces, and_attributes_of_one_element_are_limited) {
  const Limits limits;
  const std::string attribute = " k{}=\"\"";
  EXPECT_TRUE(check_well_formed(element(attribute, limits.attributes_max), limits));
  EXPECT_EQ(refusal_of(element(attribute, limits.attributes_max + 1)).code, Errc::limit_exceeded);
  const std::string declaration = " xmlns:k{}=\"u\"";
  EXPECT_TRUE(check_well_formed(element(declaration, limits.declarations_max), limits));
  EXPECT_EQ(refusal_of(element(declaration, limits.declarations_max + 1)).code, Errc::limit_exceeded);
  const std::string another = " xmlns:p{0}=\"u{0}\" p{0}:k=\"\"";
  EXPECT_TRUE(check_well_formed(element(another, limits.namespaces_max), limits));
  EXPECT_EQ(refusal_of(element(another, limits.namespaces_max + 1)).code, Errc::limit_exceeded);
}

TEST(Namespaces, have_names_of_limited_length) {
  const Limits limits;
  const auto declared = [](std::size_t length) { return "<a xmlns=\"" + std::string(length, 'u') + "\"/>"; };
  EXPECT_TRUE(check_well_formed(declared(limits.namespace_bytes_max), limits));
  EXPECT_EQ(refusal_of(declared(limits.namespace_bytes_max + 1)).code, Errc::limit_exceeded);
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

TEST(Namespaces, refuse_a_name_behind_a_prefix_that_begins_outside_ascii) {
  EXPECT_TRUE(check_well_formed("<\xc3\xa4/>", {}));
  EXPECT_EQ(refusal_of("<p:\xc3\xa4 xmlns:p=\"u\"/>").code, Errc::malformed);
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
  RC_ASSERT(check_well_formed(xml, {}).has_value() == expat_takes(xml));
}

}   // namespace
}   // namespace parley::xml
