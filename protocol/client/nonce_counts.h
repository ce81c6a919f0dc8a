// How often each nonce was answered: a server may challenge with one nonce for long, and refuses a count that
// it has seen (RFC 7616, 3.4).
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>

namespace parley::client {

class NonceCounts {
 public:
  // 1 for a nonce that is new, or that 32 others were answered after: its count starts anew, and the server's
  // next challenge puts that right.
  std::uint32_t next(std::string_view nonce);

 private:
  std::deque<std::pair<std::string, std::uint32_t>> counts_;   // What was used last is at the end.
};

}   // namespace parley::client
