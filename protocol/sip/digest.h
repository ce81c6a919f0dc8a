// Digest authentication, both sides, as pure functions (RFC 2617, RFC 7616, RFC 8760; RFC 3261, 22).
//
// Spoken: MD5, SHA-256 and SHA-512-256; qop "auth" or none. Not spoken: "auth-int", the "-sess" algorithms
// and hashed user names (RFC 7616, 3.4.4), which no peer of ours was seen to use. Which header has which
// challenge is in digest_headers.h; whether a nonce is ours, and how often it was used, is for the side that
// challenged.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/base/hash.h"
#include "protocol/base/result.h"

namespace parley::sip {

// 401 or 407: who asked may ask again and say who it is.
bool is_challenge(int status);

// "MD5", "SHA-256", "SHA-512-256": as on the wire (RFC 8760, 2.1), and without case.
std::string_view to_string(HashKind algorithm);
// Errors: unsupported, also for one that this machine lacks (has_hash).
Result<HashKind> parse_digest_algorithm(std::string_view name);

// One of WWW-Authenticate or Proxy-Authenticate.
struct DigestChallenge {
  std::string realm, nonce;
  std::string opaque;   // Empty: not sent.
  HashKind algorithm = HashKind::md5;
  bool qop_auth = true;   // False: the form of RFC 2069, without cnonce and nc.
  bool stale = false;     // Right password, old nonce: try again without asking a person.
};
std::string to_string(const DigestChallenge& challenge);
// Errors: malformed, also for a parameter that comes twice; unsupported for another scheme, algorithm or qop.
Result<DigestChallenge> parse_digest_challenge(std::string_view header_value);

// One of Authorization or Proxy-Authorization.
struct DigestCredentials {
  std::string username, realm, nonce, uri, response;
  std::string opaque, cnonce, nc;   // Empty: not sent.
  HashKind algorithm = HashKind::md5;
  bool qop_auth = true;

  // The nonce count (RFC 7616, 3.4); 0 in the form without qop, which has none.
  std::uint32_t count() const;
};
std::string to_string(const DigestCredentials& credentials);
// Errors as above. With qop there must be cnonce and nc (RFC 7616, 3.4).
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
// What parse_digest_challenge() gave; any other needs has_hash() of its algorithm.
DigestCredentials answer_challenge(const DigestChallenge& challenge, const DigestLogin& login,
                                   const DigestRequest& request);

// True when the response was made with this password for this method; it takes as long when it was not. What
// is hashed is the uri of the credentials: realm, uri, nonce, its age and its count are the caller's to
// compare. The same is needed of the algorithm.
bool verify_digest(const DigestCredentials& credentials, std::string_view method, std::string_view password);

}   // namespace parley::sip
