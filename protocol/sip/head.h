// What the head of a message says to the stream parser: start line (RFC 3261, 7.1, 7.2) and body length.
#pragma once

#include <span>
#include <string_view>

#include "protocol/base/result.h"
#include "protocol/sip/message.h"

namespace parley::sip {

// Fills method and request_uri, or status and reason. Exactly one blank between the parts. Another version
// than SIP/2.0 is Errc::unsupported, all else Errc::malformed. An empty reason phrase is allowed, its blank
// is not optional.
//
// A line that is SIP for all that, because its first or its last word names a version, is no error: it
// becomes the fault of the message (RFC 4475, 3.1.2.7 to 3.1.2.10, 3.1.2.16, 3.1.2.19).
Result<void> parse_start_line(std::string_view line, Message& message);

// The body length in bytes that a head announces whose header fields stand at these places (RFC 3261, 18.3
// and 20.14): every Content-Length must say the same; none means 0, unless there is a Content-Type.
// Errc::limit_exceeded above 2^64 - 1, Errc::malformed otherwise.
Result<std::size_t> announced_body_length(std::string_view head, std::span<const HeaderPlace> places);

}   // namespace parley::sip
