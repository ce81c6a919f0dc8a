// A piece of a document is copied byte for byte and means the same where it is put.
#include "protocol/xml/copying.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>

#include "protocol/xml/test_prefixes.h"
#include "protocol/xml/test_readings.h"

namespace parley::xml {
namespace {

constexpr std::array<KnownNamespace, 1> kSurplus = {{{"xsi", "urn:xsi"}}};
constexpr Vocabulary kWithSurplus = {"urn:home", {}, kSurplus};
constexpr Limits kRoomy = {.elements_max = 1'000'000,
                           .namespaces_max = 100'000,
                           .declarations_max = 100'000,
                           .declared_again_max = 10'000'000};

struct Document {
  explicit Document(std::string bytes, const Limits& limits = kRoomy)
      : xml(std::move(bytes)), limits_(limits) {
    built = TreeBuilder(xml, limits_, namespaces, nodes).build().has_value();
  }
  const Node& root() const { return nodes.at(0); }
  const Node& first_child() const { return *nodes.at(0).content(); }

  std::string xml;
  Limits limits_;
  std::pmr::monotonic_buffer_resource arena;
  Namespaces namespaces{kWithSurplus, limits_, arena};
  std::vector<Node> nodes;
  Copying copying{kWithSurplus, limits_};
  bool built = false;
};

// The first child of the root, where no default namespace is.
std::string alone(const std::string& xml) {
  Document document(xml);
  EXPECT_TRUE(document.built) << xml;
  return document.copying.whole(document.first_child(), "");
}

TEST(Copying, changes_no_byte_of_what_needs_nothing) {
  const std::string piece = "<b k = 'x&#65;\"'\r\n>t<!-- c --><![CDATA[<]]><?p i?>\r\n<c ></c ></b >";
  EXPECT_EQ(alone("<a>" + piece + "</a>"), piece);
}

TEST(Copying, declares_the_prefixes_of_names_as_they_were_declared) {
  EXPECT_EQ(alone("<a xmlns:p='u' xmlns:q=\"u&amp;\"><b q:k='' p:l=''><r:c xmlns:r='w'/></b></a>"),
            "<b xmlns:p='u' xmlns:q=\"u&amp;\" q:k='' p:l=''><r:c xmlns:r='w'/></b>");
}

TEST(Copying, declares_what_a_prefix_means_where_the_piece_stood) {
  EXPECT_EQ(alone("<a xmlns:p='u'><b p:k=''/><c xmlns:p='v'/></a>"), "<b xmlns:p='u' p:k=''/>");
  EXPECT_EQ(alone("<a xmlns:p='u'><b xmlns:p='v' p:k=''/></a>"), "<b xmlns:p='v' p:k=''/>");
}

TEST(Copying, declares_what_may_be_a_prefix_in_a_value_or_a_text) {
  EXPECT_EQ(alone("<a xmlns:p='u' xmlns:q='v'><b k='p:t'/></a>"), "<b xmlns:p='u' k='p:t'/>");
  EXPECT_EQ(alone("<a xmlns:p='u' xmlns:q='v'><b>/q:s[last()-p:t]</b></a>"),
            "<b xmlns:p='u' xmlns:q='v'>/q:s[last()-p:t]</b>");
  EXPECT_EQ(alone("<a xmlns:p='u' xmlns:q='v'><b>2\xc3\x97p:q:t</b></a>"),
            "<b xmlns:p='u' xmlns:q='v'>2\xc3\x97p:q:t</b>");
}

TEST(Copying, declares_a_prefix_however_it_is_written) {
  for (const std::string piece : {" k='p&#58;t'/>", " k='&#112;:t'/>", ">p<!-- -->:t</b>",
                                  ">p<![CDATA[:t]]></b>", "><c>&#112;:t</c></b>"})
    EXPECT_EQ(alone("<a xmlns:p='u'><b" + piece + "</a>"), "<b xmlns:p='u'" + piece);
}

TEST(Copying, declares_nothing_for_what_is_no_prefix) {
  for (const std::string piece : {"<b k='sip:a' l='xp:t' m='xml:lang' n=':p' o='p'/>", "<b>p<c/>:t</b>"})
    EXPECT_EQ(alone("<a xmlns:p='u' xmlns:xml='http://www.w3.org/XML/1998/namespace'>" + piece + "</a>"),
              piece);
}

TEST(Copying, declares_what_writers_declare_anyway_unless_the_document_says_what_it_means) {
  EXPECT_EQ(alone("<a><b k='xsi:nil'/></a>"), "<b xmlns:xsi=\"urn:xsi\" k='xsi:nil'/>");
  EXPECT_EQ(alone("<a xmlns:xsi='u'><b k='xsi:nil'/></a>"), "<b xmlns:xsi='u' k='xsi:nil'/>");
}

TEST(Copying, declares_the_default_namespace_of_where_the_piece_stood_if_it_will_be_another) {
  Document document("<a xmlns='u'><b/></a>");
  EXPECT_EQ(document.copying.whole(document.first_child(), ""), "<b xmlns='u'/>");
  EXPECT_EQ(document.copying.whole(document.first_child(), "u"), "<b/>");
  EXPECT_EQ(document.copying.whole(document.first_child(), std::nullopt), "<b xmlns='u'/>");
  Document none("<h:a xmlns:h='urn:home'><b/></h:a>");
  EXPECT_EQ(none.copying.whole(none.first_child(), "urn:home"), "<b xmlns=\"\"/>");
  Document own("<a xmlns='u'><b xmlns='v'/></a>");
  EXPECT_EQ(own.copying.whole(own.first_child(), std::nullopt), "<b xmlns='v'/>");
}

TEST(Copying, refuses_more_declarations_than_the_limit_has_bytes_for) {
  Limits limits = kRoomy;
  limits.declared_again_max = 20;
  Document document("<a xmlns:p='12345678'><p:b/><p:c/><p:d/></a>", limits);
  const Node& first = document.first_child();
  EXPECT_EQ(document.copying.whole(first, ""), "<p:b xmlns:p='12345678'/>");
  EXPECT_FALSE(document.copying.refusal());
  document.copying.whole(*first.next(), "");
  document.copying.whole(*first.next()->next(), "");
  ASSERT_TRUE(document.copying.refusal());
  EXPECT_EQ(document.copying.refusal()->element, first.next());
  EXPECT_EQ(document.copying.refusal()->reason,
            "What nobody knows needs declarations again of more bytes than 20");
}

TEST(Copying, refuses_more_declarations_than_one_element_may_have) {
  Limits limits = kRoomy;
  limits.declarations_max = 3;
  const auto is_refused = [&](std::string_view own) {
    Document document(fmt::format("<a xmlns:p='1' xmlns:q='2'><p:b{} q:k=''/></a>", own), limits);
    document.copying.whole(document.first_child(), "");
    return document.copying.refusal().has_value();
  };
  EXPECT_FALSE(is_refused(" xmlns:r='3'"));
  EXPECT_TRUE(is_refused(" xmlns:r='3' xmlns:s='4'"));
}

// Each namespace is looked for among all others: 70,000 of them, each looked at for each, take minutes.
TEST(Copying, copies_as_many_pieces_with_namespaces_as_the_limits_let_in) {
  std::string xml = "<a>";
  for (int i = 0; i < 70'000; ++i) xml += fmt::format("<c xmlns='{:x}'/>", i + 1);
  Document document(xml + "</a>",
                    {.root_children_max = 70'000, .elements_max = 100'000, .namespaces_max = 70'000});
  ASSERT_TRUE(document.built);
  std::string all;
  for (const Node* one = document.root().content(); one != nullptr; one = one->next())
    all += document.copying.whole(*one, std::nullopt);
  EXPECT_EQ("<a>" + all + "</a>", document.xml);
}

// --- Any document ---

std::string any_name() {
  return *rc::gen::element<std::string>("a", "b", "p:a", "q:b", "_1:a", "n:a", "xsi:a", "p:\xc3\xa4",
                                        "\xc3\xa4");
}

std::string any_attributes() {
  const auto any_uri = [] { return *rc::gen::element<std::string>("u", "v", "urn:home", "urn:xsi"); };
  std::string all;
  if (*rc::gen::inRange(0, 3) == 0)
    all += fmt::format(" xmlns='{}'", *rc::gen::element<std::string>("", "u"));
  for (const std::string prefix : {"p", "q", "_1", "xsi"})
    if (*rc::gen::inRange(0, 6) == 0) all += fmt::format(" xmlns:{}='{}'", prefix, any_uri());
  if (*rc::gen::inRange(0, 2) == 0)
    all += fmt::format(" {}='{}'", any_name(),
                       *rc::gen::element<std::string>("", "p:t", "q:t p:t", "_1:t", "xsi:t", "m:t", "t"));
  return all;
}

std::string any_content(int depth) {
  std::string all;
  for (int count = *rc::gen::inRange(0, 4); count > 0; --count) {
    if (depth == 0 || *rc::gen::inRange(0, 2) == 0) {
      all +=
          *rc::gen::element<std::string>(" p:t ", "x", "<![CDATA[ q:t ]]>", "<!-- -->", " ", " m:t ", " t ");
      continue;
    }
    const std::string name = any_name();
    const std::string attributes = any_attributes();
    all += fmt::format("<{0}{1}>{2}</{0}>", name, attributes, any_content(depth - 1));
  }
  return all;
}

// What stands in the root, copied into another one.
std::string copied(Document& from, std::string_view root, std::optional<std::string_view> home) {
  std::string all(root);
  for (const Node* one = from.root().content(); one != nullptr; one = one->next())
    if (one->kind == NodeKind::element) all += from.copying.whole(*one, home);
  return all + "</a>";
}

RC_GTEST_PROP(Copying, gives_the_same_names_the_same_prefixes_and_when_read_again_the_same_bytes, ()) {
  for (int i = 0; i < 20; ++i) {
    std::string pieces;
    for (int n = *rc::gen::inRange(1, 4); n > 0; --n)
      pieces += fmt::format("<b{}>{}</b>", any_attributes(), any_content(3));
    const std::string root = *rc::gen::element<std::string>(
        "<h:a xmlns:h='urn:home' xmlns:n='n' xmlns:m='m' xmlns:p='u' xmlns:q='v' xmlns:_1='u' xmlns:xsi='w'",
        "<h:a xmlns:h='urn:home' xmlns:n='n' xmlns:p='u' xmlns:q='v' xmlns:_1='w' xmlns:xsi='urn:xsi' "
        "xmlns='d'");
    Document document(root + ">" + pieces + "</h:a>");
    if (!document.built) continue;   // One attribute twice.
    RC_LOG() << document.xml << '\n';
    const std::map<std::string, std::string> undeclared = {{"xsi", "urn:xsi"}};
    for (const std::string around : {"<a xmlns=\"urn:home\">", "<a xmlns:xsi='urn:xsi' xmlns='urn:home'>"}) {
      const std::string once = copied(document, around, "urn:home");
      RC_LOG() << once << '\n';
      RC_ASSERT(as_expat_reads(once).substr(15) == as_expat_reads(document.xml).substr(15));
      RC_ASSERT(meanings_of_prefixes(once, undeclared) == meanings_of_prefixes(document.xml, undeclared));
      Document again(once);
      RC_ASSERT(copied(again, around, "urn:home") == once);
    }
    const std::string once = copied(document, "<a xmlns='x' xmlns:p='x'>", std::nullopt);
    RC_ASSERT(meanings_of_prefixes(once, undeclared) == meanings_of_prefixes(document.xml, undeclared));
  }
}

}   // namespace
}   // namespace parley::xml
