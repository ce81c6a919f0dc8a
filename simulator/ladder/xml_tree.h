// An XML document in the one form that templates and XPath work on, so that a check means the same for every
// spelling of a message (xccos.md 1.1): prefixes are gone, values of attributes are in one spelling, line
// ends are LF, white space between elements is gone.
//
// The namespace of every element stays readable, as its attribute xmlns; XPath does not count that as an
// attribute.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "protocol/base/result.h"

namespace pugi {
class xml_document;
}

namespace parley::sim::ladder {

// The value of an attribute as every tree has it. An `id` is in lower case (xccos.md 1.1, primitives are
// compared without case), and so is a SIP address, which loses its parameters and port, too (xccos.md 8, row
// 24, and sip::same_address). All others, URIs of rooms among them, stay as they are.
std::string in_one_spelling(std::string_view attribute, std::string_view value);

class XmlTree {
 public:
  // Reads strictly (expat): a check must not pass on a document that a peer could not read. Refuses a DTD,
  // more than kBytesMax bytes and elements nested deeper than kDepthMax. The error's offset is a byte of
  // `xml`.
  static Result<std::shared_ptr<const XmlTree>> read(std::string_view xml);

  XmlTree(const XmlTree&) = delete;
  XmlTree& operator=(const XmlTree&) = delete;
  ~XmlTree();

  const pugi::xml_document& document() const { return *document_; }

  static constexpr std::size_t kBytesMax = 4 * 1024 * 1024;   // Four times the largest SIP body we take.
  static constexpr std::size_t kDepthMax = 64;                // Twice the codec's; provisioning needs 5.

 private:
  XmlTree();

  std::unique_ptr<pugi::xml_document> document_;
};

}   // namespace parley::sim::ladder
