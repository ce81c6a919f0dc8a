// expat without namespaces, told to stop at the first thing we do not accept.
#include "protocol/xml/gate.h"

#include <expat.h>
#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>

#include "protocol/base/text.h"
#include "protocol/xml/namespaces.h"

namespace parley::xml {
namespace {

struct Scan {
  Scan(XML_Parser the_parser, const Limits& the_limits) : parser(the_parser), limits(the_limits) {}

  XML_Parser parser;
  const Limits& limits;
  Namespaces namespaces{limits};
  Outline outline;
  std::size_t depth = 0;
  std::size_t root_children = 0;
  std::optional<Error> refusal;   // Ours; expat only knows that it was stopped.

  std::size_t offset() const { return static_cast<std::size_t>(XML_GetCurrentByteIndex(parser)); }
  std::string place() const {
    return fmt::format("line {}, byte {}", XML_GetCurrentLineNumber(parser), offset());
  }
  void refuse(Errc code, std::string_view reason) {
    if (refusal) return;
    refusal = Error{code, fmt::format("{}, at {}.", reason, place()), offset()};
    XML_StopParser(parser, XML_FALSE);
  }
  void refuse_above(std::string_view what, std::size_t limit) {
    refuse(Errc::limit_exceeded, fmt::format("{} {}", what, limit));
  }
};

// expat reports the end of an empty element even after it was stopped.
void on_start(void* user, const XML_Char* name, const XML_Char** attributes) {
  auto& scan = *static_cast<Scan*>(user);
  const Limits& limits = scan.limits;
  scan.outline.offsets.push_back(scan.offset());
  if (scan.outline.offsets.size() > limits.elements_max)
    scan.refuse_above("The document has more elements than", limits.elements_max);
  if (++scan.depth > limits.depth_max) scan.refuse_above("Elements nest deeper than", limits.depth_max);
  if (scan.depth == 2 && ++scan.root_children > limits.root_children_max)
    scan.refuse_above("The root holds more elements than", limits.root_children_max);
  const auto opened = scan.namespaces.open(name, attributes, scan.outline.namespaces);
  if (!opened) scan.refuse(opened.error().code, opened.error().detail);
}

void on_end(void* user, const XML_Char*) {
  auto& scan = *static_cast<Scan*>(user);
  scan.namespaces.close();
  --scan.depth;
}

// Namespaces in XML 1.0, 7: the target of an instruction has no colon.
void on_instruction(void* user, const XML_Char* target, const XML_Char*) {
  if (std::string_view(target).find(':') == std::string_view::npos) return;
  static_cast<Scan*>(user)->refuse(Errc::malformed, "Not well-formed XML: an instruction with a colon");
}

void on_doctype(void* user, const XML_Char*, const XML_Char*, const XML_Char*, int) {
  static_cast<Scan*>(user)->refuse(Errc::unsupported, "A document type declaration is not accepted");
}

void on_declaration(void* user, const XML_Char*, const XML_Char* encoding, int) {
  if (encoding == nullptr || equal_ignoring_case(encoding, "utf-8") ||
      equal_ignoring_case(encoding, "us-ascii"))
    return;
  static_cast<Scan*>(user)->refuse(
      Errc::unsupported, fmt::format("The declared encoding is {}, and only UTF-8 is read", encoding));
}

}   // namespace

Result<Outline> check_well_formed(std::string_view bytes, const Limits& limits) {
  if (bytes.size() > limits.bytes_max) {
    return fail(Errc::limit_exceeded,
                fmt::format("The document has {} bytes; {} are accepted.", bytes.size(), limits.bytes_max),
                limits.bytes_max);
  }
  // Its hash tables are salted by chance, against floods of colliding names; no result depends on it.
  const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(XML_ParserCreate("UTF-8"),
                                                                            &XML_ParserFree);
  if (!parser) return fail(Errc::unavailable, "There is no memory for an XML parser.");
  Scan scan(parser.get(), limits);
  XML_SetUserData(parser.get(), &scan);
  XML_SetElementHandler(parser.get(), on_start, on_end);
  XML_SetProcessingInstructionHandler(parser.get(), on_instruction);
  XML_SetStartDoctypeDeclHandler(parser.get(), on_doctype);
  XML_SetXmlDeclHandler(parser.get(), on_declaration);
  const bool parsed =
      XML_Parse(parser.get(), bytes.data(), static_cast<int>(bytes.size()), XML_TRUE) == XML_STATUS_OK;
  if (scan.refusal) return tl::unexpected<Error>(*std::move(scan.refusal));
  if (!parsed) {
    return fail(Errc::malformed,
                fmt::format("Not well-formed XML: {}, at {}.",
                            XML_ErrorString(XML_GetErrorCode(parser.get())), scan.place()),
                scan.offset());
  }
  scan.outline.uris = scan.namespaces.take_uris();
  return std::move(scan.outline);
}

}   // namespace parley::xml
