// Where to listen or to connect: "tcp://HOST:PORT" or "tls://HOST:PORT". HOST is a name, an IPv4 address
// or an IPv6 address in brackets.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/base/result.h"

namespace parley::transport {

struct Url {
  bool tls = false;
  std::string host;   // Without brackets.
  std::uint16_t port = 0;
};

// Fails with a sentence that shows the text and the form it should have.
Result<Url> parse_url(std::string_view text);

std::string to_string(const Url& url);

// An address of this machine only: 127.0.0.0/8, ::1 or localhost. Names are not looked up.
bool is_loopback(const std::string& host);

}   // namespace parley::transport
