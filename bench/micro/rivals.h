// The independent SIP parsers, each behind the same function, so that one program can race them. Each has a
// file of its own, because their headers exclude each other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace parley::bench {

// What a dialog needs of an INFO. The views live until the function that shows them returns.
struct DialogFields {
  std::string_view method, call_id, from_tag, to_tag, branch, cseq_method;
  std::uint32_t cseq = 0;
  std::size_t body_bytes = 0;

  friend bool operator==(const DialogFields&, const DialogFields&) = default;
};

using Show = void (*)(const DialogFields&);

// Parses one whole message, shows the fields and frees everything. Each is called as its documentation says,
// with nothing done twice and nothing left out; a message that it refuses is shown to nobody.
void parse_with_osip2(std::string_view bytes, Show show);
void parse_with_sofia_sip(std::string_view bytes, Show show);
void parse_with_libre(std::string_view bytes, Show show);

}   // namespace parley::bench
