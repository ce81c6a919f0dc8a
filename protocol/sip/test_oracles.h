// What three parsers say of the same bytes, in the same words, for the tests of this folder: ours, osip2 and
// Sofia-SIP.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace parley::sip {

// "verdict" is "accept" or "refuse". Of an accepted message also, when there: "method", "uri", "status",
// "call-id", "cseq", "cseq-method", "from-tag", "to-tag", "branch", "contact", "expires", "body". A field
// that is not there has no entry.
using Reading = std::map<std::string, std::string>;

// The whole of the bytes is one message, or it is refused; and every value that has a grammar of its own and
// is asked for above can be read.
Reading read_with_ours(std::string_view bytes);
Reading read_with_osip2(std::string_view bytes);
Reading read_with_sofia_sip(std::string_view bytes);

// A field, when it says something.
inline void put(Reading& reading, const std::string& name, std::string_view value) {
  if (!value.empty()) reading[name] = value;
}

inline std::string_view view(const char* text) { return text ? std::string_view(text) : std::string_view(); }

}   // namespace parley::sip
