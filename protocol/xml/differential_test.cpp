// Our parser and expat read the same out of the same bytes, or both refuse them.
//
// The differences that are right, and that the documents here avoid:
//   a document type, an encoding other than UTF-8, a version other than 1.x: refused by us alone, our choice
//   a name with characters that came with the fifth edition of XML 1.0: refused by expat alone
//   what exceeds a limit: refused by us alone
#include <expat.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <memory>

#include "protocol/xml/namespaces.h"
#include "protocol/xml/tree_builder.h"

namespace parley::xml {
namespace {

// What a document says: each name in braces with its namespace, texts joined. "refused" of one that is none.
class Account {
 public:
  void begin(std::string_view uri, std::string_view local) { ((((said_ += "\n<{") += uri) += '}') += local); }
  void attribute(std::string_view uri, std::string_view local, std::string_view value) {
    (((((said_ += " {") += uri) += '}') += local) += '=') += value;
  }
  void text(std::string_view text) { said_ += text; }
  void end_tag() { said_ += '>'; }
  void end() { said_ += "</>"; }
  std::string take() { return std::move(said_); }

 private:
  std::string said_;
};

constexpr std::string_view kRefused = "refused";
constexpr Vocabulary kVocabulary = {"urn:home"};
constexpr Limits kLimits = {.root_children_max = 100};

void tell(const Node& node, const Namespaces& namespaces, Account& account) {
  if (node.kind == NodeKind::text) return account.text(node.value);
  account.begin(namespaces.uri_of(node.space), node.local_name());
  for (const Node* a = &node + 1; a != &node + 1 + node.attributes; ++a)
    account.attribute(namespaces.uri_of(a->space), a->local_name(), a->value);
  account.end_tag();
  for (const Node* child = node.content(); child != nullptr; child = child->next())
    tell(*child, namespaces, account);
  account.end();
}

std::string as_we_read(std::string_view xml) {
  std::pmr::monotonic_buffer_resource arena;
  Namespaces namespaces(kVocabulary, kLimits, arena);
  std::vector<Node> nodes;
  if (!TreeBuilder(xml, kLimits, namespaces, nodes).build()) return std::string(kRefused);
  Account account;
  tell(nodes[0], namespaces, account);
  return account.take();
}

constexpr char kSeparator = '\x01';

struct Name {
  explicit Name(std::string_view of_expat) {
    const std::size_t at = of_expat.find(kSeparator);
    if (at != of_expat.npos) uri = of_expat.substr(0, at);
    local = at == of_expat.npos ? of_expat : of_expat.substr(at + 1);
  }
  std::string_view uri, local;
};

void on_start(void* user, const XML_Char* name, const XML_Char** attributes) {
  Account& account = *static_cast<Account*>(user);
  account.begin(Name(name).uri, Name(name).local);
  for (; *attributes != nullptr; attributes += 2)
    account.attribute(Name(attributes[0]).uri, Name(attributes[0]).local, attributes[1]);
  account.end_tag();
}

std::string as_expat_reads(std::string_view xml) {
  const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(
      XML_ParserCreateNS("UTF-8", kSeparator), &XML_ParserFree);
  Account account;
  XML_SetUserData(parser.get(), &account);
  XML_SetElementHandler(parser.get(), on_start,
                        [](void* user, const XML_Char*) { static_cast<Account*>(user)->end(); });
  XML_SetCharacterDataHandler(parser.get(), [](void* user, const XML_Char* text, int length) {
    static_cast<Account*>(user)->text({text, static_cast<std::size_t>(length)});
  });
  const bool taken =
      XML_Parse(parser.get(), xml.data(), static_cast<int>(xml.size()), XML_TRUE) == XML_STATUS_OK;
  return taken ? account.take() : std::string(kRefused);
}

// Every part of the grammar that a document without a document type can have.
std::string any_piece() {
  return *rc::gen::element<std::string>(
      "<", ">", "</", "/>", "<a>", "</a>", "<b/>", "<p:a>", "</p:a>", "<p:b q:k='1'/>",
      "<a xmlns='u' k=\"2\">", "<a xmlns:p=\"u\" xmlns:q='v'>", "<c xmlns=''/>", " ", "\r\n", "\r", "\t",
      "k='v'", " k=\"\"", "k='&lt;\n'", "xml:lang='en'", "&amp;", "&#65;", "&#x20ac;", "&#13;", "&#0;", "&#",
      "&x;", "&", ";", "]]>", "]]", "<![CDATA[", "<![CDATA[ <x>&y; ]]>", "<!--", "-->", "<!-- x -->", "--",
      "<?p x?>", "<?p?>", "<?", "?>", "<?xml?>", "<?xml version='1.0'?>",
      "<?xml version=\"1.0\" encoding='utf-8' standalone=\"no\" ?>", "=", "'", "\"", ":", "x", "1", "-", ".",
      "\xc3\xa4", ">\xe2\x82\xac", "\xff", "\xed\xa0\x80", "\x01", "!");
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
    RC_ASSERT(as_we_read(xml) == as_expat_reads(xml));
  }
}

RC_GTEST_PROP(OurParserAndExpat, agree_on_any_row_of_pieces, ()) {
  expect_the_same([] { return *rc::gen::element<std::string>("", "", "\xef\xbb\xbf") + any_pieces(8); });
}

RC_GTEST_PROP(OurParserAndExpat, agree_on_any_pieces_inside_of_an_element, ()) {
  expect_the_same([] { return "<a xmlns='u' xmlns:p=\"w\" xmlns:q='w'>" + any_pieces(5) + "</a>"; });
}

RC_GTEST_PROP(OurParserAndExpat, agree_on_any_pieces_inside_of_a_tag, ()) {
  expect_the_same([] { return "<a xmlns:p='w' xmlns:q=\"w\" " + any_pieces(4) + "/>"; });
}

}   // namespace
}   // namespace parley::xml
