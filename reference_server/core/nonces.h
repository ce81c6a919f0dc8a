// The nonces that one connection was challenged with, and how far each is used up: credentials are good once
// (RFC 7616, 3.3 and 3.4). Nobody else's connection knows them, so what was overheard on one is worth nothing
// on another.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>

#include "protocol/base/time.h"

namespace parley::server {

// Where nonces come from: a hash of a key and a number. Who was given some of them, or anything else that the
// server chooses at random, knows no other one: each is as hard to guess as the key.
class NonceSource {
 public:
  explicit NonceSource(std::string key) : key_(std::move(key)) {}
  std::string next();

 private:
  std::string key_;
  std::uint64_t given_ = 0;
};

class Nonces {
 public:
  struct Limits {
    Duration lifetime{};
    std::size_t kept_max = 0;   // The oldest give way, as if they were too old.
  };
  // A new one for each challenge: a client that sends several requests at once may count each answer as 1.
  std::string issue(NonceSource& source, Instant now, const Limits& limits);

  enum class Use : std::uint8_t { fresh, again, unknown };
  // Counts this use. `count` is the nc of the credentials and must rise, with gaps or without; 0 is the form
  // without qop, which has no count and is good once. Unknown: never issued, or too old.
  Use use(std::string_view nonce, std::uint32_t count, Instant now);

 private:
  struct Issued {
    std::string nonce;
    Instant expires;
    std::uint64_t used_up_to = 0;
  };
  std::deque<Issued> issued_;   // The oldest first.
};

}   // namespace parley::server
