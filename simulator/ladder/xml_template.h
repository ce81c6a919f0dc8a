// A piece of XML that a message must contain (scenarios/README.md, "Templates").
//
// It matches when its root is found anywhere in the tree and everything it says holds there: names of
// elements and attributes, values of attributes, trimmed text, children in document order. Whatever else
// the message holds is of no matter. "..." or "*" as a value means: there, with any value. An `id` is
// compared without case, a SIP address as sip::same_address does.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/base/result.h"
#include "simulator/ladder/substitute.h"
#include "simulator/ladder/xml_tree.h"

namespace parley::sim::ladder {

class XmlTemplate {
 public:
  // Elements without a namespace of their own must be in `default_namespace`; empty: in any. The error's
  // offset is a byte of `xml`.
  static Result<XmlTemplate> read(std::string_view xml, std::string_view default_namespace);

  // What is wrong at the place that matches best, for a person.
  struct Mismatch {
    std::string sentence;
    std::size_t held = 0;   // How many elements and values of the template did match there.
  };
  // Nothing when it matches. ${x} in values and text is replaced first.
  std::optional<Mismatch> mismatch(const XmlTree& tree, const Variables& variables) const;

 private:
  std::shared_ptr<const XmlTree> tree_;
  std::string default_namespace_;
};

}   // namespace parley::sim::ladder
