// A tree is the same whatever prefixes its author chose, and gives back its pieces as documents of their own.
#include "protocol/xml/tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "protocol/xml/markup.h"
#include "protocol/xml/test_text.h"

namespace parley::xml {
namespace {

using testing::ElementsAre;

Tree tree_of(std::string_view xml) { return Tree::load(xml, "urn:home", {}).value(); }

std::vector<std::string> names(ElementRange range) {
  std::vector<std::string> all;
  for (const Element element : range) all.emplace_back(element.name());
  return all;
}

TEST(Tree, calls_home_elements_by_their_local_name_and_others_by_their_namespace) {
  const Tree tree = tree_of("<h:a xmlns:h=\"urn:home\" xmlns=\"urn:b\"><h:x/><y/><z xmlns=\"\"/></h:a>");
  EXPECT_EQ(tree.root().name(), "a");
  EXPECT_THAT(names(tree.root().elements()), ElementsAre("x", "{urn:b}y", "{}z"));
}

TEST(Tree, ends_the_scope_of_a_prefix_with_its_element) {
  const Tree tree =
      tree_of("<a xmlns=\"urn:home\" xmlns:p=\"urn:home\"><b xmlns:p=\"urn:b\"><p:c/></b><p:c/></a>");
  EXPECT_THAT(names(tree.root().child("b").elements()), ElementsAre("{urn:b}c"));
  EXPECT_TRUE(tree.root().child("c"));
}

TEST(Tree, takes_an_attribute_with_a_prefix_for_another_one) {
  const Tree tree = tree_of("<a xmlns=\"urn:home\" xmlns:h=\"urn:home\" h:id=\"1\" id=\"2\"/>");
  EXPECT_EQ(tree.root().attribute("id"), "2");
  EXPECT_EQ(tree.root().attribute("{urn:home}id"), "1");
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

TEST(Tree, gives_back_an_element_that_needs_no_declaration_from_outside) {
  const Tree tree = tree_of(
      "<p:a xmlns:p=\"urn:home\" xmlns:q=\"urn:q\"><p:b q:k=\"1\" xml:lang=\"en\">t<q:c/><!-- "
      "--><p:d/></p:b></p:a>");
  EXPECT_EQ(tree.outer_xml(tree.root().child("b")),
            "<b xmlns:n1=\"urn:q\" n1:k=\"1\" xml:lang=\"en\">t<c xmlns=\"urn:q\"/><d/></b>");
  EXPECT_EQ(tree.standalone_xml(tree.root().child("b").child("d")), "<d xmlns=\"urn:home\"/>");
}

TEST(Tree, says_what_the_root_is_when_it_is_another) {
  const auto refused = tree_of("<b xmlns=\"urn:other\"/>").expect_root("a");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().detail,
            "The root must be a in namespace urn:home, and is b in namespace \"urn:other\", at byte 0.");
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
