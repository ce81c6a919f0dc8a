// What of a message may be shown to people, in a log, a record or a report. A response is enough to try
// passwords against, so of credentials only the scheme is shown; and no password that stands in a URI.
#pragma once

#include <string>
#include <string_view>

namespace parley::sip {

// Authorization, Proxy-Authorization, Authentication-Info (its rspauth is made with the password, too) and
// Proxy-Authentication-Info. Challenges hold no secret.
bool holds_credentials(std::string_view header_name);

// "Digest [masked]" of "Digest username=..."; "[masked]" of what begins with no word.
std::string mask(std::string_view credentials);

// The header value as it may be shown: masked, if it holds credentials, and else without the passwords of the
// URIs in it.
std::string shown_value(std::string_view header_name, std::string_view value);

// The same for bytes in which lines may be headers, though they are no message.
std::string shown_bytes(std::string_view bytes);

// "sip:alice:[masked]@contoso.com" of a URI with a password in it (RFC 3261, 19.1.1, which warns of them).
std::string shown_uri(std::string_view uri);

}   // namespace parley::sip
