// A piece of a document means the same where it is put, and its prefixes stay what they were.
#include "protocol/xml/serialise.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>

#include "protocol/xml/test_readings.h"

namespace parley::xml {
namespace {

constexpr std::array<KnownNamespace, 1> kKnown = {{{"xsi", "urn:xsi"}}};
constexpr Vocabulary kWithKnown = {"urn:home", kKnown};
constexpr Limits kRoomy = {.elements_max = 1'000'000, .namespaces_max = 100'000, .declarations_max = 100'000};

struct Document {
  explicit Document(std::string bytes) : xml(std::move(bytes)) {
    built = TreeBuilder(xml, kRoomy, namespaces, nodes).build().has_value();
  }
  const Node& root() const { return nodes.at(0); }
  const Node& first_child() const { return *nodes.at(0).content(); }

  std::string xml;
  std::pmr::monotonic_buffer_resource arena;
  Namespaces namespaces{kWithKnown, kRoomy, arena};
  std::vector<Node> nodes;
  bool built = false;
};

// The first child of the root, where no default namespace is.
std::string alone(const std::string& xml) {
  const Document document(xml);
  EXPECT_TRUE(document.built) << xml;
  return serialise(document.first_child(), document.namespaces, kNoNamespace);
}

TEST(Serialise, keeps_the_prefix_that_a_namespace_was_first_used_with) {
  EXPECT_EQ(alone("<a xmlns:p='u' xmlns:q='u'><b q:k='' p:l=''/></a>"),
            "<b xmlns:q=\"u\" q:k=\"\" q:l=\"\"/>");
}

TEST(Serialise, makes_a_prefix_where_that_of_the_document_cannot_be_kept) {
  for (const std::string prefix : {"p", "xsi", "_p", "of_seventeen_char"}) {
    const std::string xml =
        fmt::format("<a xmlns:{0}='u'><b {0}:k=''/>{1}</a>", prefix, prefix == "p" ? "<c xmlns:p='v'/>" : "");
    EXPECT_EQ(alone(xml), "<b xmlns:_1=\"u\" _1:k=\"\"/>") << xml;
  }
  EXPECT_EQ(alone("<a xmlns:of_sixteen_chars='u'><b of_sixteen_chars:k=''/></a>"),
            "<b xmlns:of_sixteen_chars=\"u\" of_sixteen_chars:k=\"\"/>");
}

TEST(Serialise, declares_what_is_a_prefix_in_a_value) {
  EXPECT_EQ(alone("<a xmlns:p='u' xmlns:q='v'><b k='p:t'/></a>"), "<b xmlns:p=\"u\" k=\"p:t\"/>");
  EXPECT_EQ(alone("<a xmlns:p='u' xmlns:q='v'><b>/q:s/p:t</b></a>"),
            "<b xmlns:p=\"u\" xmlns:q=\"v\">/q:s/p:t</b>");
  EXPECT_EQ(alone("<a xmlns:p='u'><b>p<!-- --><![CDATA[:t]]><c/></b></a>"), "<b xmlns:p=\"u\">p:t<c/></b>");
  EXPECT_EQ(alone("<a xmlns:p='u'><b p:k='p:t'/></a>"), "<b xmlns:p=\"u\" p:k=\"p:t\"/>");
}

TEST(Serialise, declares_no_prefix_for_what_is_none) {
  EXPECT_EQ(alone("<a xmlns:p='u'><b k='sip:a' l='xp:t' m='xml:lang' n=':p' o='p'/></a>"),
            "<b k=\"sip:a\" l=\"xp:t\" m=\"xml:lang\" n=\":p\" o=\"p\"/>");
  EXPECT_EQ(alone("<a xmlns:p='u'><b>x<!-- -->p:t</b></a>"), "<b>xp:t</b>");
}

TEST(Serialise, declares_a_prefix_of_the_vocabulary_whether_or_not_the_document_did) {
  EXPECT_EQ(alone("<a><b k='xsi:nil'/></a>"), "<b xmlns:xsi=\"urn:xsi\" k=\"xsi:nil\"/>");
}

TEST(Serialise, declares_at_most_32_prefixes_of_values) {
  std::string declarations, values;
  for (int i = 10; i < 50; ++i) {
    declarations += fmt::format(" xmlns:p{0}='u{0}'", i);
    values += fmt::format(" p{}:t", i);
  }
  const std::string written = alone(fmt::format("<a{}><b k='{}'/></a>", declarations, values));
  EXPECT_THAT(written, testing::HasSubstr(" xmlns:p41=\"u41\" "));
  EXPECT_THAT(written, testing::Not(testing::HasSubstr("xmlns:p42")));
}

// Each namespace is looked for among all others: 70,000 of them, each looked at for each, take minutes.
TEST(Serialise, writes_as_many_namespaces_as_the_limits_let_in) {
  std::string xml = "<a><b>";
  for (int i = 0; i < 70'000; ++i) xml += fmt::format("<c xmlns='{:x}'/>", i + 1);
  const Document document(xml + "</b></a>");
  ASSERT_TRUE(document.built);
  EXPECT_THAT(serialise(document.first_child(), document.namespaces, std::nullopt),
              testing::EndsWith("<_70000:c/></b>"));
}

// --- Any document ---

std::string any_name() {
  return *rc::gen::element<std::string>("a", "b", "p:a", "q:b", "_1:a", "n:a", "xsi:a");
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
                       *rc::gen::element<std::string>("", "p:t", "q:t p:t", "_1:t", "xsi:t", "m:t", "x"));
  return all;
}

std::string any_content(int depth) {
  std::string all;
  for (int count = *rc::gen::inRange(0, 4); count > 0; --count) {
    if (depth == 0 || *rc::gen::inRange(0, 2) == 0) {
      all += *rc::gen::element<std::string>("p:t", "p", ":t", "<![CDATA[q:]]>", "<!-- -->", " ", " m:t ");
      continue;
    }
    const std::string name = any_name();
    const std::string attributes = any_attributes();
    all += fmt::format("<{0}{1}>{2}</{0}>", name, attributes, any_content(depth - 1));
  }
  return all;
}

std::string any_document() {
  return fmt::format(
      "<h:a xmlns:h='urn:home' xmlns:n='n' xmlns:m='m' xmlns:p='u' xmlns:q='v' xmlns:_1='u' "
      "xmlns:xsi='urn:xsi'><b{}>{}</b></h:a>",
      any_attributes(), any_content(3));
}

RC_GTEST_PROP(Serialise, gives_the_same_meaning_and_when_read_again_the_same_bytes, ()) {
  for (int i = 0; i < 25; ++i) {
    const Document document(any_document());
    if (!document.built) continue;   // One attribute twice.
    RC_LOG() << document.xml << '\n';
    Account meant;
    tell(document.first_child(), document.namespaces, meant);
    const std::string once = serialise(document.first_child(), document.namespaces, std::nullopt);
    RC_ASSERT(as_expat_reads(once) == meant.take());
    const Document again(once);
    RC_ASSERT(serialise(again.root(), again.namespaces, std::nullopt) == once);
    // Nothing declares this one twice.
    if (once.find("m:t") != once.npos) RC_ASSERT(once.find(" xmlns:m=\"m\"") != once.npos);
  }
}

// As the writer of a message does it: between its own declarations, and more than one.
RC_GTEST_PROP(Serialise, gives_the_same_bytes_beside_other_pieces_and_inside_of_a_root_that_declares_more,
              ()) {
  const Document document(
      fmt::format("<h:a xmlns:h='urn:home' xmlns:p='u' xmlns:q='v' xmlns:_1='w' "
                  "xmlns:xsi='urn:xsi' xmlns:n='n' xmlns:m='m'>{}</h:a>",
                  any_content(3)));
  if (!document.built) return;
  RC_LOG() << document.xml << '\n';
  const auto rewritten = [](const Document& from) {
    std::string all = "<a xmlns:xsi=\"urn:xsi\" xmlns=\"urn:home\">";
    for (const Node* one = from.root().content(); one != nullptr; one = one->next())
      if (one->kind == NodeKind::element) all += serialise(*one, from.namespaces, kHomeNamespaceId);
    return all + "</a>";
  };
  const std::string once = rewritten(document);
  const Document again(once);
  RC_ASSERT(again.built);
  RC_ASSERT(rewritten(again) == once);
}

}   // namespace
}   // namespace parley::xml
