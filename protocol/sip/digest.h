// Digest authentication, both sides, as pure functions (RFC 2617, RFC 7616, RFC 8760; RFC 3261, 22).
//
// Spoken: MD5 and SHA-256, qop "auth" or none. Not spoken: "auth-int" and the "-sess" algorithms, which no
// peer of ours was seen to use. A real client answers with uri="(null)" and hashes exactly that
// (real-client.md 5), so the side that checks takes the uri from the credentials, not from the request.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/base/hash.h"
#include "protocol/base/result.h"

namespace parley::sip {

// 401 or 407: who asked may ask again and say who it is.
bool is_challenge(int status);

// WWW-Authenticate or Proxy-Authenticate.
struct DigestChallenge {
  std::string realm, nonce;
  std::string opaque;   // Empty: not sent.
  HashKind algorithm = HashKind::md5;
  bool qop_auth = true;   // False: the form of RFC 2069, without cnonce and nc.
  bool stale = false;     // Right password, old nonce: try again without asking a person.
};
std::string to_string(const DigestChallenge& challenge);
// Errors: malformed, or unsupported for another scheme, algorithm or qop.
Result<DigestChallenge> parse_digest_challenge(std::string_view header_value);

// Authorization or Proxy-Authorization.
struct DigestCredentials {
  std::string username, realm, nonce, uri, response;
  std::string opaque, cnonce, nc;   // Empty: not sent.
  HashKind algorithm = HashKind::md5;
  bool qop_auth = true;
};
std::string to_string(const DigestCredentials& credentials);
Result<DigestCredentials> parse_digest_credentials(std::string_view header_value);

struct DigestLogin {
  std::string username, password;
};
// What is authenticated, and the two values the asking side chooses.
struct DigestRequest {
  std::string method, uri;
  std::string cnonce;
  std::uint32_t count = 1;   // How often this nonce was used, this time included.
};
DigestCredentials answer_challenge(const DigestChallenge& challenge, const DigestLogin& login,
                                   const DigestRequest& request);

// True when the response was made with this password for this method. Realm, nonce and its age are the
// caller's to compare.
bool verify_digest(const DigestCredentials& credentials, std::string_view method, std::string_view password);

}   // namespace parley::sip
