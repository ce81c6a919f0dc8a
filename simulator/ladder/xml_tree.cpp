// Expat reads and resolves namespaces, pugixml keeps the result.
#include "simulator/ladder/xml_tree.h"

#include <expat.h>
#include <fmt/format.h>

#include <pugixml.hpp>
#include <string>

#include "protocol/base/text.h"
#include "protocol/sip/uri.h"

namespace parley::sim::ladder {
namespace {

constexpr char kSeparator = '\n';   // Between namespace and name; no URI and no name holds one.

struct Reader {
  XML_Parser parser = nullptr;
  pugi::xml_node at;
  std::size_t depth = 0;
  std::string text;      // Since the last tag: expat gives it in pieces, one for each line and entity.
  std::string refused;   // Why we stopped, when expat did not.
};

std::pair<std::string_view, std::string_view> split_name(std::string_view name) {
  const std::size_t cut = name.find(kSeparator);
  if (cut == std::string_view::npos) return {{}, name};
  return {name.substr(0, cut), name.substr(cut + 1)};
}

void refuse(Reader& reader, std::string why) {
  reader.refused = std::move(why);
  XML_StopParser(reader.parser, XML_FALSE);
}

void end_text(Reader& reader) {
  if (!reader.text.empty()) reader.at.append_child(pugi::node_pcdata).set_value(reader.text.c_str());
  reader.text.clear();
}

// x beside p:x: the one without a namespace counts, wherever it stands (xccos.md 1.1).
void add_attributes(pugi::xml_node to, const XML_Char** attributes, bool with_namespace) {
  for (; attributes[0]; attributes += 2) {
    const auto [space, local] = split_name(attributes[0]);
    const std::string key(local);
    if (space.empty() == with_namespace || to.attribute(key.c_str())) continue;
    const std::string value = in_one_spelling(key, attributes[1]);
    to.append_attribute(key.c_str()).set_value(value.c_str());
  }
}

void on_start(void* user, const XML_Char* name, const XML_Char** attributes) {
  Reader& reader = *static_cast<Reader*>(user);
  end_text(reader);
  if (++reader.depth > XmlTree::kDepthMax)
    return refuse(reader, fmt::format("elements are nested more than {} deep", XmlTree::kDepthMax));
  const auto [space, local] = split_name(name);
  reader.at = reader.at.append_child(std::string(local).c_str());
  reader.at.append_attribute("xmlns").set_value(std::string(space).c_str());
  add_attributes(reader.at, attributes, false);
  add_attributes(reader.at, attributes, true);
}

void on_text(void* user, const XML_Char* text, int length) {
  static_cast<Reader*>(user)->text.append(text, static_cast<std::size_t>(length));
}

void on_end(void* user, const XML_Char*) {
  Reader& reader = *static_cast<Reader*>(user);
  end_text(reader);
  --reader.depth;
  bool has_elements = false;
  for (const pugi::xml_node child : reader.at)
    has_elements = has_elements || child.type() == pugi::node_element;
  for (pugi::xml_node child = reader.at.first_child(); child;) {
    pugi::xml_node text = child;
    child = child.next_sibling();
    if (text.type() != pugi::node_pcdata) continue;
    if (has_elements && trim(text.value()).empty()) reader.at.remove_child(text);
    // A raw CR LF is LF already (XML 1.0, 2.11); one that was written as &#13;&#10; means the same line end.
    else text.set_value(with_line_feeds(text.value()).c_str());
  }
  reader.at = reader.at.parent();
}

void on_doctype(void* user, const XML_Char*, const XML_Char*, const XML_Char*, int) {
  refuse(*static_cast<Reader*>(user), "it has a document type declaration");
}

struct FreeParser {
  void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};

}   // namespace

std::string in_one_spelling(std::string_view attribute, std::string_view value) {
  if (attribute == "id") return to_lower(value);
  const auto uri = sip::parse_uri(value);
  const bool is_address = uri && (uri->scheme == "sip" || uri->scheme == "sips");
  return is_address ? uri->address_of_record() : std::string(value);
}

XmlTree::XmlTree() : document_(std::make_unique<pugi::xml_document>()) {}
XmlTree::~XmlTree() = default;

Result<std::shared_ptr<const XmlTree>> XmlTree::read(std::string_view xml) {
  if (xml.size() > kBytesMax)
    return fail(Errc::limit_exceeded, fmt::format("the XML is larger than {} bytes", kBytesMax));
  std::shared_ptr<XmlTree> tree(new XmlTree);
  const std::unique_ptr<XML_ParserStruct, FreeParser> parser(XML_ParserCreateNS("UTF-8", kSeparator));
  Reader reader{.parser = parser.get(), .at = *tree->document_, .depth = 0, .text = {}, .refused = {}};
  XML_SetUserData(parser.get(), &reader);
  // A fixed salt: expat would draw one from the system, and order must not depend on chance.
  XML_SetHashSalt(parser.get(), 0x7061726c65793031UL);
  XML_SetElementHandler(parser.get(), on_start, on_end);
  XML_SetCharacterDataHandler(parser.get(), on_text);
  XML_SetStartDoctypeDeclHandler(parser.get(), on_doctype);
  if (XML_Parse(parser.get(), xml.data(), static_cast<int>(xml.size()), XML_TRUE) == XML_STATUS_OK)
    return tree;
  const auto offset = static_cast<std::size_t>(XML_GetCurrentByteIndex(parser.get()));
  if (!reader.refused.empty()) return fail(Errc::unsupported, std::move(reader.refused), offset);
  return fail(Errc::malformed, XML_ErrorString(XML_GetErrorCode(parser.get())), offset);
}

}   // namespace parley::sim::ladder
