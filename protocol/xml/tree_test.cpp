// A tree is the same whatever prefixes its author chose, and gives back its pieces as documents of their own.
#include "protocol/xml/tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <deque>

#include "protocol/xml/markup.h"
#include "protocol/xml/test_text.h"

namespace parley::xml {
namespace {

using testing::ElementsAre;

constexpr std::array<KnownNamespace, 1> kOthers = {{{"b", "urn:b"}}};
constexpr Vocabulary kVocabulary = {"urn:home", kOthers};

// Every document is kept until the end, because a tree is made of its bytes.
Tree tree_of(std::string xml) {
  static std::deque<std::string> documents;
  return Tree::load(documents.emplace_back(std::move(xml)), kVocabulary, {}).value();
}

Result<void> read(std::string_view xml, const Limits& limits = {}) {
  return Tree().read(xml, kVocabulary, limits);
}

std::vector<std::string> names(ElementRange range) {
  std::vector<std::string> all;
  for (const Element element : range) all.emplace_back(element.name());
  return all;
}

TEST(Tree, calls_home_elements_by_their_local_name_and_others_by_their_namespace) {
  const Tree tree = tree_of("<h:a xmlns:h=\"urn:home\" xmlns=\"urn:b\"><h:x/><y/><z xmlns=\"\"/></h:a>");
  EXPECT_EQ(tree.root().name(), "a");
  EXPECT_THAT(names(tree.root().elements()), ElementsAre("x", "b:y", "{}z"));
}

TEST(Tree, calls_an_element_of_a_namespace_that_the_reader_does_not_know_by_a_number) {
  const Tree tree = tree_of("<a xmlns=\"urn:home\" xmlns:p=\"urn:p\" xmlns:q=\"urn:p\"><p:x/><q:y/></a>");
  const std::vector<std::string> called = names(tree.root().elements());
  ASSERT_THAT(called, testing::SizeIs(2));
  EXPECT_EQ(called[0], "{3}x");
  EXPECT_EQ(called[1], "{3}y");
  EXPECT_EQ(tree.place_of(tree.root().child("{3}y")), "/a/{urn:p}y, byte 58");
}

// The sum over all elements and attributes: what the tree holds for names alone.
std::size_t bytes_of_names(Element element) {
  std::size_t bytes = element.name().size();
  for (const Element child : element.elements()) bytes += bytes_of_names(child);
  return bytes;
}

TEST(Tree, holds_a_namespace_name_once_however_many_elements_are_in_it) {
  const Limits limits;
  const std::string uri(limits.namespace_bytes_max, 'u');
  std::string xml = "<a xmlns=\"urn:home\" xmlns:p=\"" + uri + "\">";
  for (std::size_t i = 1; i < limits.elements_max; ++i) xml += "<p:b/>";
  xml += "</a>";
  const auto tree = Tree::load(xml, kVocabulary, {.root_children_max = limits.elements_max});
  ASSERT_TRUE(tree) << tree.error().detail;
  EXPECT_LT(bytes_of_names(tree->root()), xml.size());
}

TEST(Tree, ends_the_scope_of_a_prefix_with_its_element) {
  const Tree tree =
      tree_of("<a xmlns=\"urn:home\" xmlns:p=\"urn:home\"><b xmlns:p=\"urn:b\"><p:c/></b><p:c/></a>");
  EXPECT_THAT(names(tree.root().child("b").elements()), ElementsAre("b:c"));
  EXPECT_TRUE(tree.root().child("c"));
}

TEST(Tree, takes_an_attribute_with_a_prefix_for_another_one) {
  const Tree tree = tree_of("<a xmlns=\"urn:home\" xmlns:h=\"urn:home\" h:id=\"1\" id=\"2\"/>");
  EXPECT_EQ(tree.root().attribute("id"), "2");
  EXPECT_EQ(tree.root().attribute("{2}id"), "1");
  EXPECT_EQ(tree.root().attribute("xmlns"), std::nullopt);
}

TEST(Tree, keeps_blanks_and_joins_text_around_comments_and_cdata) {
  EXPECT_EQ(tree_of("<a xmlns=\"urn:home\"> <!-- x --> b<![CDATA[<c>]]> </a>").root().text(), "  b<c> ");
}

TEST(Tree, walks_elements_and_never_the_text_between_them) {
  const Tree tree = tree_of("<a xmlns=\"urn:home\"> <b/> x <c/><!-- --><b/></a>");
  EXPECT_THAT(names(tree.root().elements()), ElementsAre("b", "c", "b"));
  EXPECT_THAT(names(tree.root().elements("b")), ElementsAre("b", "b"));
  EXPECT_FALSE(tree_of("<a xmlns=\"urn:home\"> x </a>").root().has_elements());
}

TEST(Tree, calls_an_element_empty_that_has_blanks_alone) {
  const auto is_empty = [](std::string xml) { return tree_of(std::move(xml)).root().is_empty(); };
  EXPECT_TRUE(is_empty("<a/>"));
  EXPECT_TRUE(is_empty("<a> <!-- x --> \n</a>"));
  EXPECT_FALSE(is_empty("<a k=\"\"/>"));
  EXPECT_FALSE(is_empty("<a> x</a>"));
  EXPECT_FALSE(is_empty("<a><b/></a>"));
}

TEST(Tree, says_path_and_offset_of_an_element_even_of_one_with_a_prefix) {
  const Tree tree = tree_of("<p:a xmlns:p=\"urn:home\"><p:b/><p:c/><p:b/></p:a>");
  EXPECT_EQ(tree.place_of(tree.root().child("c")), "/a/c, byte 30");
  EXPECT_EQ(tree.place_of(tree.root().child("b").next("b")), "/a/b[2], byte 36");
  EXPECT_EQ(tree.place_of(tree.root()), "/a, byte 0");
}

TEST(Tree, asks_nothing_of_a_null_element_that_it_cannot_answer) {
  const Element none;
  EXPECT_FALSE(none);
  EXPECT_EQ(none.name(), "");
  EXPECT_EQ(none.attribute("x"), std::nullopt);
  EXPECT_EQ(none.text(), "");
  EXPECT_FALSE(none.child("x"));
  EXPECT_FALSE(none.next());
  EXPECT_FALSE(none.parent());
  EXPECT_FALSE(none.has_elements());
}

TEST(Tree, copies_an_element_for_another_document) {
  const Tree tree =
      tree_of("<p:a xmlns:p=\"urn:home\" xmlns:q=\"urn:q\"><p:b q:k=\"1\">t<!-- --><p:d/></p:b></p:a>");
  EXPECT_EQ(tree.outer_xml(tree.root().child("b")).value(),
            "<p:b xmlns=\"\" xmlns:p=\"urn:home\" xmlns:q=\"urn:q\" q:k=\"1\">t<!-- --><p:d/></p:b>");
  const Tree plain = tree_of("<a xmlns=\"urn:home\"><b/></a>");
  EXPECT_EQ(plain.outer_xml(plain.root().child("b")).value(), "<b/>");
  EXPECT_EQ(plain.standalone_xml(plain.root().child("b")).value(), "<b xmlns=\"urn:home\"/>");
}

TEST(Tree, says_what_the_root_is_when_it_is_another) {
  const auto refused = tree_of("<b xmlns=\"urn:other\"/>").expect_root("a");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().detail,
            "The root must be a in namespace urn:home, and is b in namespace \"urn:other\", at byte 0.");
}

TEST(Tree, refuses_every_class_of_broken_xml) {
  const std::string_view broken[] = {
      "",
      "   ",
      "<",
      "<a>",
      "<a",
      "<a ",
      "<a/",
      "<a / >",
      "</a>",
      "<a></b>",
      "<a></a",
      "<1a/>",
      "<a b/>",
      "<a b=1/>",
      "<a b=\"1/>",
      "<a b=\"1\"c=\"2\"/>",
      "<a b=\"1\" b=\"2\"/>",
      "<a>&nbsp;</a>",
      "<a>&amp</a>",
      "<a/><b/>",
      "x<a/>",
      "<a/>x",
      "<a/>&#32;",
      "<a/><![CDATA[]]>",
      "<a>1 & 2</a>",
      "<a b=\"<\"/>",
      "<a>\x01</a>",
      "<a b=\"\x01\"/>",
      "<a>&#1;</a>",
      "<a>&#xd800;</a>",
      "<a>&#x110000;</a>",
      "<a>&#4294967337;</a>",
      "<a>&#X41;</a>",
      "<a>&#;</a>",
      "<a>\xff\xfe</a>",
      "<a>\xed\xa0\x80</a>",
      "<a>\xef\xbf\xbf</a>",
      "<x:a/>",
      "<a x:b=\"1\"/>",
      "<a:b:c xmlns:a=\"urn:a\"/>",
      "<a>]]></a>",
      "<a><![CDATA[x]]</a>",
      "<a><![cdata[x]]></a>",
      "<a><!-- -- --></a>",
      "<a><!-- --->",
      "<a><!- x --></a>",
      "<a><!-- \x01 --></a>",
      " <?xml version=\"1.0\"?><a/>",
      "<?xml?><a/>",
      "<?xml version=\"2.0\"?><a/>",
      "<?xml version=\"1.\"?><a/>",
      "<?xml version=\"1./\"?><a/>",
      "<?xml version=\"1.:\"?><a/>",
      "<?xml encoding=\"utf-8\"?><a/>",
      "<?xml version=\"1.0\" standalone=\"maybe\"?><a/>",
      "<?xml version=\"1.0\"><a/>",
      "<a><?XML x?></a>",
      "<a><?p:q x?></a>",
      "<a><?p/x?></a>",
      "<a><?p x></a>",
      std::string_view("<a>\0</a>", 8),
  };
  for (const std::string_view document : broken) EXPECT_FALSE(read(document)) << document;
}

TEST(Tree, takes_what_is_rare_and_right) {
  const std::string_view right[] = {
      "\xef\xbb\xbf<a/>",
      "<?xml version='1.0' encoding = \"UTF-8\" standalone='yes' ?>\r\n<a/>",
      "<?xml version='1.09'?><a/>",
      "<?xml-stylesheet x?><a/><?y?><!-- -->\n",
      "<a\n\tb = '\"&#x41;' c=\">\"\n/>",
      "<a><![CDATA[]]]]><![CDATA[>&<]]></a >",
      "<\xc3\xa4.1-\xc2\xb7/>",
      "<p:\xc3\xa4 xmlns:p=\"u\"/>",
  };
  for (const std::string_view document : right) {
    const auto taken = read(document);
    EXPECT_TRUE(taken) << document << ": " << taken.error().detail;
  }
}

TEST(Tree, says_line_and_byte_of_what_is_broken) {
  const auto refused = read("<a>\n<b></c></a>");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::malformed);
  EXPECT_EQ(refused.error().offset, 9u);
  EXPECT_EQ(refused.error().detail, "Not well-formed XML: mismatched tag, at line 2, byte 9.");
}

TEST(Tree, refuses_a_document_type_declaration_before_any_entity_is_known) {
  const auto refused = read("<!DOCTYPE a [<!ENTITY b \"bb\">]><a>&b;</a>");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::unsupported);
  EXPECT_EQ(refused.error().detail, "A document type declaration is not accepted, at line 1, byte 0.");
}

TEST(Tree, reads_utf8_only_whatever_is_declared) {
  const auto refused = read("<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><a>\xc3\xa4</a>");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::unsupported);
  EXPECT_THAT(refused.error().detail, testing::HasSubstr("iso-8859-1"));
}

TEST(Tree, stops_at_the_first_byte_above_a_limit) {
  const Limits limits = {.bytes_max = 40, .depth_max = 3, .root_children_max = 2};
  EXPECT_TRUE(read("<a><b><c/></b></a>", limits));
  EXPECT_EQ(read("<a><b><c><d/></c></b></a>", limits).error().offset, 9u);
  EXPECT_TRUE(read("<a><b/><b/></a>", limits));
  EXPECT_EQ(read("<a><b/><b/><b/></a>", limits).error().code, Errc::limit_exceeded);
  EXPECT_TRUE(read("<a>" + std::string(33, 'x') + "</a>", limits));
  EXPECT_EQ(read("<a>" + std::string(34, 'x') + "</a>", limits).error().code, Errc::limit_exceeded);
}

TEST(Tree, holds_no_more_elements_than_the_limit) {
  EXPECT_TRUE(read("<a><b/><b/></a>", {.elements_max = 3}));
  const auto refused = read("<a><b/><b/><b/></a>", {.elements_max = 3});
  EXPECT_EQ(refused.error().code, Errc::limit_exceeded);
  EXPECT_EQ(refused.error().offset, 11u);
  std::string xml = "<a>";
  for (std::size_t i = 1; i < Limits().elements_max; ++i) xml += "<b/>";
  const std::size_t many = 2 * Limits().elements_max;
  EXPECT_TRUE(read(xml + "</a>", {.root_children_max = many}));
  EXPECT_FALSE(read(xml + "<b/></a>", {.root_children_max = many}));
}

TEST(Tree, counts_only_children_of_the_root_against_their_limit) {
  EXPECT_TRUE(read("<a><b><c/><c/><c/></b></a>", {.root_children_max = 1}));
}

TEST(Tree, reads_one_document_after_the_other_as_if_it_were_the_first) {
  Tree tree;
  ASSERT_TRUE(
      tree.read("<a xmlns=\"urn:home\" xmlns:p=\"urn:b\"><p:b k=\"&lt;\">t</p:b></a>", kVocabulary, {}));
  EXPECT_FALSE(tree.read("<a xmlns=\"urn:home\"><p:b/></a>", kVocabulary, {}));
  EXPECT_FALSE(tree.root());
  ASSERT_TRUE(tree.read("<c xmlns=\"urn:home\"/>", kVocabulary, {}));
  EXPECT_EQ(tree.root().name(), "c");
  EXPECT_FALSE(tree.root().has_elements());
}

TEST(Tree, has_places_of_nothing_that_say_nothing) {
  const Element nothing;
  EXPECT_EQ(nothing.name(), "");
  EXPECT_EQ(nothing.text(), "");
  EXPECT_FALSE(nothing.attribute("a"));
  EXPECT_FALSE(nothing.child("a") || nothing.next() || nothing.parent() || nothing.has_elements());
  EXPECT_FALSE(nothing.is_taken());
  EXPECT_TRUE(nothing.is_empty());
}

TEST(Tree, reads_line_ends_and_blanks_as_xml_says) {
  const Tree tree =
      tree_of("<a xmlns=\"urn:home\" k=\"1\r\n2\t3\n4&#10;\">1\r\n2\r3\n4&#13;<![CDATA[\r\n]]></a>");
  EXPECT_EQ(tree.root().attribute("k"), "1 2 3 4\n");
  EXPECT_EQ(tree.root().text(), "1\n2\n3\n4\r\n");
}

// On both sides of each length of UTF-8.
TEST(Tree, reads_a_reference_as_the_character_that_it_means) {
  const Tree tree = tree_of(
      "<a xmlns=\"urn:home\" k=\"&#x7f;&#128;\">&#x7f;&#x80;&#x7ff;&#x800;&#xfffd;&#x10000;&#x10ffff;</a>");
  EXPECT_EQ(tree.root().attribute("k"), "\x7f\xc2\x80");
  EXPECT_EQ(tree.root().text(),
            "\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbd\xf0\x90\x80\x80\xf4\x8f\xbf\xbf");
}

RC_GTEST_PROP(Tree, reads_every_text_that_markup_wrote, ()) {
  const std::string value = *any_text();
  Markup out;
  out.open("a").attribute("xmlns", "urn:home").attribute("v", value).text(value).close();
  const Tree tree = tree_of(out.take());
  RC_ASSERT(tree.root().text() == value);
  RC_ASSERT(tree.root().attribute("v") == value);
}

}   // namespace
}   // namespace parley::xml
