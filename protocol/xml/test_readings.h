// What three parsers say of a document, in the same words: ours, expat, libxml2.
#pragma once

#include <expat.h>
#include <libxml/parser.h>

#include <memory>
#include <string>
#include <string_view>

#include "protocol/xml/namespaces.h"
#include "protocol/xml/tree.h"
#include "protocol/xml/tree_builder.h"

namespace parley::xml {

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

inline constexpr std::string_view kRefused = "refused";
inline constexpr Vocabulary kVocabulary = {"urn:home"};
inline constexpr Limits kLimits = {.root_children_max = 100};

inline void tell(const Node& node, const Namespaces& namespaces, Account& account) {
  if (node.kind == NodeKind::text) return account.text(node.value);
  account.begin(namespaces.uri_of(node.space), node.local_name());
  for (const Node* a = &node + 1; a != &node + 1 + node.attributes; ++a)
    account.attribute(namespaces.uri_of(a->space), a->local_name(), a->value);
  account.end_tag();
  for (const Node* child = node.content(); child != nullptr; child = child->next())
    tell(*child, namespaces, account);
  account.end();
}

inline std::string as_we_read(std::string_view xml) {
  std::pmr::monotonic_buffer_resource arena;
  Namespaces namespaces(kVocabulary, kLimits, arena);
  std::vector<Node> nodes;
  if (!TreeBuilder(xml, kLimits, namespaces, nodes).build()) return std::string(kRefused);
  Account account;
  tell(nodes[0], namespaces, account);
  return account.take();
}

// Whether it is our choice alone that refuses it (scanner.h, limits.h).
inline bool refused_by_choice(std::string_view xml) {
  const auto read = Tree::load(xml, kVocabulary, kLimits);
  return !read && (read.error().code == Errc::unsupported || read.error().code == Errc::limit_exceeded);
}

inline constexpr char kSeparator = '\x01';

struct Name {
  explicit Name(std::string_view of_expat) {
    const std::size_t at = of_expat.find(kSeparator);
    if (at != of_expat.npos) uri = of_expat.substr(0, at);
    local = at == of_expat.npos ? of_expat : of_expat.substr(at + 1);
  }
  std::string_view uri, local;
};

inline void on_start(void* user, const XML_Char* name, const XML_Char** attributes) {
  Account& account = *static_cast<Account*>(user);
  account.begin(Name(name).uri, Name(name).local);
  for (; *attributes != nullptr; attributes += 2)
    account.attribute(Name(attributes[0]).uri, Name(attributes[0]).local, attributes[1]);
  account.end_tag();
}

inline std::string as_expat_reads(std::string_view xml) {
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

inline std::string_view text_of(const xmlChar* text) {
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

inline void tell(const xmlNode& node, Account& account) {
  if (node.type == XML_TEXT_NODE) return account.text(text_of(node.content));
  if (node.type != XML_ELEMENT_NODE) return;
  const auto uri_of = [](const xmlNs* space) { return space == nullptr ? "" : text_of(space->href); };
  account.begin(uri_of(node.ns), text_of(node.name));
  for (const xmlAttr* a = node.properties; a != nullptr; a = a->next)
    account.attribute(uri_of(a->ns), text_of(a->name),
                      a->children == nullptr ? "" : text_of(a->children->content));
  account.end_tag();
  for (const xmlNode* child = node.children; child != nullptr; child = child->next) tell(*child, account);
  account.end();
}

inline std::string as_libxml2_reads(std::string_view xml) {
  const std::unique_ptr<xmlParserCtxt, decltype(&xmlFreeParserCtxt)> parser(xmlNewParserCtxt(),
                                                                            &xmlFreeParserCtxt);
  constexpr int kOptions = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA;
  const std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)> document(
      xmlCtxtReadMemory(parser.get(), xml.data(), static_cast<int>(xml.size()), nullptr, "UTF-8", kOptions),
      &xmlFreeDoc);
  if (!document || parser->wellFormed == 0 || parser->nsWellFormed == 0) return std::string(kRefused);
  Account account;
  tell(*xmlDocGetRootElement(document.get()), account);
  return account.take();
}

}   // namespace parley::xml
