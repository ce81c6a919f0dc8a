// expat without namespaces, told to stop at the first thing we do not accept.
#include "protocol/xml/gate.h"

#include <expat.h>
#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>

#include "protocol/base/text.h"

namespace parley::xml {
namespace {

struct Scan {
  XML_Parser parser;
  std::optional<Error> refusal;   // Ours; expat only knows that it was stopped.

  std::size_t offset() const { return static_cast<std::size_t>(XML_GetCurrentByteIndex(parser)); }
  std::string place() const {
    return fmt::format("line {}, byte {}", XML_GetCurrentLineNumber(parser), offset());
  }
  void refuse(std::string_view reason) {
    if (refusal) return;
    refusal = Error{Errc::unsupported, fmt::format("{}, at {}.", reason, place()), offset()};
    XML_StopParser(parser, XML_FALSE);
  }
};

void on_doctype(void* user, const XML_Char*, const XML_Char*, const XML_Char*, int) {
  static_cast<Scan*>(user)->refuse("A document type declaration is not accepted");
}

void on_declaration(void* user, const XML_Char*, const XML_Char* encoding, int) {
  if (encoding == nullptr || equal_ignoring_case(encoding, "utf-8") ||
      equal_ignoring_case(encoding, "us-ascii"))
    return;
  static_cast<Scan*>(user)->refuse(
      fmt::format("The declared encoding is {}, and only UTF-8 is read", encoding));
}

}   // namespace

Result<void> check_well_formed(std::string_view bytes, const Limits& limits) {
  if (bytes.size() > limits.bytes_max) {
    return fail(Errc::limit_exceeded,
                fmt::format("The document has {} bytes; {} are accepted.", bytes.size(), limits.bytes_max),
                limits.bytes_max);
  }
  // Its hash tables are salted by chance, against floods of colliding names; no result depends on it.
  const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(XML_ParserCreate("UTF-8"),
                                                                            &XML_ParserFree);
  if (!parser) return fail(Errc::unavailable, "There is no memory for an XML parser.");
  Scan scan{parser.get(), {}};
  XML_SetUserData(parser.get(), &scan);
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
  return {};
}

}   // namespace parley::xml
