// From, To and Via looked at where they stand, without owning anything: what transactions and dialogs ask of
// every message. What can be viewed can be parsed, and the other way round (uri.h).
#pragma once

#include <string_view>

#include "protocol/base/result.h"

namespace parley::sip {

// Of "Display" <uri>;parameters. All views into the text that was read, and valid as long.
struct NameAddrView {
  std::string_view display;   // As written, quotes and all.
  std::string_view uri;
  std::string_view parameters;   // As written, from the first ";" on.
  std::string_view tag_value;

  std::string_view tag() const { return tag_value; }
};
// A tag, where there is one, is a token: a dialog is told by it (RFC 3261, 25.1).
Result<NameAddrView> view_name_addr(std::string_view text);

// Of "SIP/2.0/TLS host:port;branch=...".
struct ViaView {
  std::string_view transport;    // As written.
  std::string_view sent_by;      // As written; there may be blanks around its colon.
  std::string_view parameters;   // As written, from the first ";" on.
  std::string_view branch_value;

  std::string_view branch() const { return branch_value; }
};
// The first of a comma-separated list. Nothing between two separators, anywhere in the list, is an error: the
// branch tells requests apart, and no two readers may see two of them (RFC 4475, 3.1.2.1; our choice is that
// From, To and Contact are read all the same). A branch is a token, a port a number
// up to 65535.
Result<ViaView> view_via(std::string_view text);

}   // namespace parley::sip
