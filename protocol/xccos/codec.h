// <xccos> documents to values and back (xccos.md 1, 7).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.h"
#include "protocol/xccos/message.h"
#include "protocol/xml/tree.h"

namespace parley::xccos {

// Limits of what is read (xccos.md 7; our choice); above them a document is Errc::limit_exceeded.
struct ReadLimits {
  std::size_t bytes_max = xml::Limits().bytes_max;
  std::size_t depth_max = xml::Limits().depth_max;
  std::size_t primitives_max = xml::Limits().root_children_max;
  std::size_t elements_max = xml::Limits().elements_max;
};

// Strict refuses what breaks a rule that is certain and names the violation that stands first in the
// document, the path of the element or attribute and its byte offset; and it asks expat first whether the XML
// is well-formed. Lenient takes what real peers send and lists what it forgave, in the order of the document.
// What xccos.xsd refuses strict refuses, but for xsi:type and xsi:nil. Both refuse what is not well-formed
// XML, and as unsupported a DTD, another root or namespace.
enum class Reading { strict, lenient };

struct Decoded {
  Envelope envelope;
  std::vector<std::string> forgiven;   // Lenient only: one sentence each, the first 100.
  std::size_t unknown = 0;             // Elements, attributes, texts and messages that have no type here.
};
Result<Decoded> decode(std::string_view xml, Reading reading, const ReadLimits& limits = {});

// decode() for one document after the other, in the memory that the last one needed.
class Decoder {
 public:
  explicit Decoder(const ReadLimits& limits = {}) : limits_(limits) {}
  Result<Decoded> decode(std::string_view xml, Reading reading);

 private:
  ReadLimits limits_;
  xml::Tree tree_;
};

// Who writes: order of attributes and namespace declarations differ, the meaning does not (xccos.md 1.1). The
// line ends of a text that sipe writes are raw CR LF, which every reader gets as LF (xccos.md 1.5); the
// others' go through as they are.
enum class Writer { server, lync_client, sipe };

// Always well-formed XML without white space between elements: a byte that XML cannot say (is_xml_text)
// becomes U+FFFD, so who must not lose it asks before. An Unknown is written as it stands; what decode()
// gave is fit for any writer. Elements and attributes that have no type are written byte for byte, behind
// what has one, and what their prefixes meant is declared, also of those in values, as in xsi:type="p:t".
// Lost are comments and instructions that stand beside them, and the namespace of a value without a prefix
// that an attribute of a known element has. One body has two forms: NoData of a successful list (rpl:chansrch
// and its like) is written as an empty data and read as an empty RoomList, and an empty Joined is read as
// NoData. A writer adds up to three elements to a message that lacks them.
std::string encode(const Envelope& envelope, Writer writer);

// What a document of some bytes costs at most, whatever is in it: the bytes that decode() allocates in all,
// and those of what encode() makes of it. A list of empty elements is the dearest to read and one of
// apostrophes to write (&apos;), so that a document near a limit of ReadLimits can come out above it.
struct Price {
  std::size_t multiple;
  std::size_t once;   // Holds what xml::Limits lets in of declarations that are written again.

  constexpr std::size_t most(std::size_t bytes) const { return once + multiple * bytes; }
};
inline constexpr Price kReadingCosts = {.multiple = 160, .once = 1024 * 1024};
inline constexpr Price kWritingCosts = {.multiple = 8, .once = 320 * 1024};

// "cmd:getfutok" is answered by "rpl:getftok", every other "cmd:x" by "rpl:x" (xccos.md 1.3).
std::string reply_id_of(std::string_view command_id);

}   // namespace parley::xccos
