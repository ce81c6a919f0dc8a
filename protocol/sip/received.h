// Where a request came from, written into its topmost Via as it arrives, so that every response carries it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/sip/message.h"

namespace parley::sip {

struct Source {
  std::string address;   // IPv4, or IPv6 without brackets.
  std::uint32_t port = 0;
  std::uint64_t link = 0;   // Told as ms-received-cid.
};
// From "tcp://192.0.2.1:49200", as a driver names the peer of a link. Empty when that is no IP address: a
// simulated peer has a name and nothing else.
std::optional<Source> source_of(std::string_view peer, std::uint64_t link);

// `received`, and beside it the product's ms-received-port and ms-received-cid (seen on all its responses):
//   when sent-by is an IP address other than the source's, or a name (RFC 3261, 18.2.1);
//   when `rport` without a value asks for it; then that gets its value, too (RFC 3581, 4).
// Not when sent-by is a name under .invalid (our choice): who shows a name that never resolves (RFC 6761,
// 6.4) shows that he needs no address, and two runs of our own client stay the same to the byte.
void note_source(Message& request, const Source& source);

}   // namespace parley::sip
