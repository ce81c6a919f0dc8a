// The names of header fields that parley knows, told once from their many spellings: without case, long or
// compact (RFC 3261, 7.3.1 and 7.3.3).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace parley::sip {

enum class HeaderName : std::uint8_t {
  other,   // Told from others by its text alone.
  accept_contact,
  allow_events,
  authorization,
  call_id,
  contact,
  content_encoding,
  content_length,
  content_type,
  cseq,
  event,
  expires,
  from,
  max_forwards,
  proxy_authorization,
  record_route,
  refer_to,
  referred_by,
  reject_contact,
  request_disposition,
  route,
  session_expires,
  subject,
  supported,
  to,
  user_agent,
  via,
};

// `other` for a name that is not among them, and for a text that is no name. A name that stands in a longer
// text is told quicker: so many bytes may be read from its beginning on.
HeaderName known_name(std::string_view name, std::size_t readable = 0);

}   // namespace parley::sip
