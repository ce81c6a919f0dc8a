// A certificate for a listener on this machine that nobody issued: for tests, and so that a server can
// speak TLS at once. It proves nothing to anybody who does not hold this very certificate as an authority.
#pragma once

#include <string>

#include "protocol/base/result.h"

namespace parley::transport {

struct SelfSigned {
  std::string certificate_pem;   // EC P-256, valid for 30 days, for localhost, 127.0.0.1 and ::1.
  std::string key_pem;           // PKCS #8, not encrypted.
};

// A new key each time. Fails only when OpenSSL does.
Result<SelfSigned> make_self_signed();

}   // namespace parley::transport
