// Our parser, expat and libxml2 read the same out of the same bytes, or all refuse them.
//
// The differences that are right, and that the documents here avoid:
//   a document type, an encoding other than UTF-8, a version other than 1.x: refused by us alone, our choice
//   a name with characters that came with the fifth edition of XML 1.0: refused by expat alone
//   a namespace name that is no URI, xmlns='u ': refused by libxml2 alone
//   a reference in a namespace name, xmlns='u&amp;1': u&1 to expat and us, u&#38;1 to libxml2
//   what exceeds a limit: refused by us alone
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "protocol/xml/test_readings.h"

namespace parley::xml {
namespace {

// Every part of the grammar that a document without a document type can have.
std::string any_piece() {
  return *rc::gen::element<std::string>(
      "<", ">", "</", "/>", "<a>", "</a>", "<b/>", "<p:a>", "</p:a>", "<p:b q:k='1'/>",
      "<a xmlns='u' k=\"2\">", "<a xmlns:p=\"u\" xmlns:q='v'>", "<c xmlns=''/>", " ", "\r\n", "\r", "\t",
      "k='v'", " k=\"\"", "k='&lt;\n'", "xml:lang='en'", "&amp;", "&#65;", "&#x20ac;", "&#13;", "&#0;", "&#",
      "&#x7f;", "&#x80;", "&#x7ff;", "&#x800;", "&#xffff;", "&#x10000;", "&#x10ffff;", "&#x110000;", "&x;",
      "&", ";", "]]>", "]]", "<![CDATA[", "<![CDATA[ <x>&y; ]]>", "<!--", "-->", "<!-- x -->", "--",
      "<?p x?>", "<?p?>", "<?", "?>", "<?xml?>", "<?xml version='1.0'?>",
      "<?xml version=\"1.0\" encoding='utf-8' standalone=\"no\" ?>", "=", "'", "\"", ":", "x", "1", "-", ".",
      "\xc3\xa4", "\xcd\xbe", ">\xe2\x82\xac", "\xff", "\xed\xa0\x80", "\x01", "!");
}

std::string any_pieces(int most) {
  std::string xml;
  for (int count = *rc::gen::inRange(0, most + 1); count > 0; --count) xml += any_piece();
  return xml;
}

// One case is cheap: several make one of RapidCheck's.
template <class Make>
void expect_the_same(Make make) {
  for (int i = 0; i < 25; ++i) {
    const std::string xml = make();
    RC_LOG() << xml << '\n';
    const std::string ours = as_we_read(xml);
    RC_ASSERT(ours == as_expat_reads(xml));
    RC_ASSERT(ours == as_libxml2_reads(xml));
  }
}

RC_GTEST_PROP(OurParserExpatAndLibxml2, agree_on_any_row_of_pieces, ()) {
  expect_the_same([] { return *rc::gen::element<std::string>("", "", "\xef\xbb\xbf") + any_pieces(8); });
}

RC_GTEST_PROP(OurParserExpatAndLibxml2, agree_on_any_pieces_inside_of_an_element, ()) {
  expect_the_same([] { return "<a xmlns='u' xmlns:p=\"w\" xmlns:q='w'>" + any_pieces(5) + "</a>"; });
}

RC_GTEST_PROP(OurParserExpatAndLibxml2, agree_on_any_pieces_inside_of_a_tag, ()) {
  expect_the_same([] { return "<a xmlns:p='w' xmlns:q=\"w\" " + any_pieces(4) + "/>"; });
}

// An element that may declare some of a dozen prefixes anew, and what is in it. Nearly all that it uses are
// `known`.
std::string any_nest(std::vector<std::string> known, int depth) {
  std::string declarations;
  for (int i = *rc::gen::inRange(0, 5); i > 0; --i) {
    known.push_back(fmt::format("p{}:", *rc::gen::inRange(0, 12)));
    declarations += fmt::format(" xmlns:{}='u{}'", known.back().substr(0, known.back().size() - 1),
                                *rc::gen::inRange(0, 3));
  }
  const auto any_name = [&] { return *rc::gen::elementOf(known) + *rc::gen::element('a', 'b'); };
  const std::string name = any_name();
  std::string xml = "<" + name + declarations;
  for (int i = *rc::gen::inRange(0, 3); i > 0; --i) xml += " " + any_name() + "=''";
  xml += ">";
  for (int i = depth == 0 ? 0 : *rc::gen::inRange(0, 4); i > 0; --i) xml += any_nest(known, depth - 1);
  return xml + "</" + name + ">";
}

RC_GTEST_PROP(OurParserExpatAndLibxml2, agree_on_prefixes_that_are_declared_at_every_depth, ()) {
  expect_the_same([] { return any_nest({"", "xml:"}, 4); });
}

std::map<std::string, std::string> files_of(const std::string& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(PARLEY_SOURCE_DIR "/" + folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    files[entry.path()] = {std::istreambuf_iterator<char>(file), {}};
  }
  return files;
}

// The one of the tree with such a name, which expat alone refuses.
constexpr std::string_view kOfTheFifthEdition = "/name-that-begins-with-an-accent";

class Documents : public testing::TestWithParam<const char*> {};

TEST_P(Documents, are_read_alike_by_all_three_or_we_alone_refuse_a_document_type_or_a_limit) {
  for (const auto& [name, bytes] : files_of(GetParam())) {
    const std::string ours = as_we_read(bytes);
    if (ours == kRefused && refused_by_choice(bytes)) continue;
    EXPECT_EQ(name.ends_with(kOfTheFifthEdition) ? kRefused : ours, as_expat_reads(bytes)) << name;
    EXPECT_EQ(ours, as_libxml2_reads(bytes)) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(OfTheTree, Documents,
                         testing::Values("protocol/xccos/testdata", "fuzz/corpus/xccos",
                                         "fuzz/corpus/provisioning"));

}   // namespace
}   // namespace parley::xml
