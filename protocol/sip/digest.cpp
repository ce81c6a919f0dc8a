// The computation of RFC 7616, 3.4.1 (equal to RFC 2617, 3.2.2.1 for MD5) and the two header grammars.
#include "protocol/sip/digest.h"

#include <fmt/format.h>

#include <charconv>
#include <map>

#include "protocol/base/text.h"
#include "protocol/sip/grammar.h"

namespace parley::sip {
namespace {

// A header has about ten parameters; more is an attempt to make us work.
constexpr std::size_t kParametersMax = 64;

constexpr std::size_t kCountDigits = 8;   // RFC 7616, 3.4.

using Fields = std::map<std::string, std::string, std::less<>>;

// Reads `name = token` or `name = "quoted"` at `at` and moves behind it.
Result<void> read_field(std::string_view text, std::size_t& at, Fields& fields) {
  const std::size_t equals = text.find('=', at);
  if (equals == std::string_view::npos) return fail(Errc::malformed, "a Digest parameter has no '='", at);
  const std::string name = to_lower(trim(text.substr(at, equals - at)));
  at = equals + 1;
  while (at < text.size() && is_blank(text[at])) ++at;
  std::string value;
  if (at < text.size() && text[at] == '"') {
    for (++at; at < text.size() && text[at] != '"'; ++at) {
      if (text[at] == '\\' && at + 1 < text.size()) ++at;
      value += text[at];
    }
    if (at == text.size()) return fail(Errc::malformed, "a quoted Digest parameter does not end", at);
    ++at;
  } else {
    const std::size_t end = std::min(text.find(',', at), text.size());
    value = trim(text.substr(at, end - at));
    at = end;
  }
  if (!fields.emplace(name, std::move(value)).second)
    return fail(Errc::malformed, fmt::format("a Digest header has {} twice", name), at);
  return {};
}

Result<Fields> read_fields(std::string_view header_value) {
  const std::string_view text = trim(header_value);
  const std::string_view scheme = text.substr(0, text.find_first_of(" \t"));
  if (!equal_ignoring_case(scheme, "Digest"))
    return fail(Errc::unsupported, fmt::format("the authentication scheme is not Digest: {}", scheme));
  Fields fields;
  for (std::size_t at = scheme.size(); at < text.size();) {
    if (text[at] == ',' || is_blank(text[at])) {
      ++at;
      continue;
    }
    if (fields.size() == kParametersMax)
      return fail(Errc::limit_exceeded, "a Digest header has more than 64 parameters", at);
    if (auto read = read_field(text, at, fields); !read) return tl::unexpected(read.error());
  }
  return fields;
}

std::string take(const Fields& fields, std::string_view name) {
  const auto found = fields.find(name);
  return found == fields.end() ? std::string() : found->second;
}

Result<HashKind> read_algorithm(const Fields& fields) {
  const std::string name = take(fields, "algorithm");
  return parse_digest_algorithm(name.empty() ? to_string(HashKind::md5) : name);
}

// The challenge's qop is a list, the credentials' a single word.
Result<bool> read_qop(const Fields& fields) {
  if (!fields.contains("qop")) return false;
  const std::string offered = take(fields, "qop");
  for (const std::string_view item : split(offered, ','))
    if (equal_ignoring_case(trim(item), "auth")) return true;
  return fail(Errc::unsupported, fmt::format("no qop of \"{}\" is spoken here", offered));
}

bool is_hexadecimal(std::string_view text) {
  return text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

// These two are written as they were read, nc even without quotes.
Result<void> check_numbers(const Fields& fields, bool qop_auth) {
  for (const std::string_view name : {"response", "nc"})
    if (!is_hexadecimal(take(fields, name)))
      return fail(Errc::malformed, fmt::format("the {} of Digest credentials is not hexadecimal", name));
  if (!qop_auth) return {};
  if (take(fields, "nc").size() != kCountDigits || take(fields, "cnonce").empty())
    return fail(Errc::malformed, "Digest credentials with qop need a cnonce, and an nc of 8 digits");
  return {};
}

std::string expected_response(const DigestCredentials& c, std::string_view method,
                              std::string_view password) {
  const std::string a1 = hash_hex(c.algorithm, fmt::format("{}:{}:{}", c.username, c.realm, password));
  const std::string a2 = hash_hex(c.algorithm, fmt::format("{}:{}", method, c.uri));
  if (!c.qop_auth) return hash_hex(c.algorithm, fmt::format("{}:{}:{}", a1, c.nonce, a2));
  return hash_hex(c.algorithm, fmt::format("{}:{}:{}:{}:auth:{}", a1, c.nonce, c.nc, c.cnonce, a2));
}

}   // namespace

bool is_challenge(int status) { return status == 401 || status == 407; }

std::string_view to_string(HashKind algorithm) {
  switch (algorithm) {
    case HashKind::md5: return "MD5";
    case HashKind::sha256: return "SHA-256";
    case HashKind::sha512_256: return "SHA-512-256";
  }
  return {};
}

Result<HashKind> parse_digest_algorithm(std::string_view name) {
  for (const HashKind known : {HashKind::md5, HashKind::sha256, HashKind::sha512_256})
    if (equal_ignoring_case(name, to_string(known))) {
      if (has_hash(known)) return known;
      return fail(Errc::unsupported,
                  fmt::format("the OpenSSL of this machine has no {} (is it held to FIPS 140?)", name));
    }
  return fail(Errc::unsupported, fmt::format("the Digest algorithm {} is not spoken here", name));
}

std::string to_string(const DigestChallenge& challenge) {
  std::string out = fmt::format("Digest realm={}, nonce={}, algorithm={}", quoted(challenge.realm),
                                quoted(challenge.nonce), to_string(challenge.algorithm));
  if (challenge.qop_auth) out += ", qop=\"auth\"";
  if (!challenge.opaque.empty()) out += ", opaque=" + quoted(challenge.opaque);
  if (challenge.stale) out += ", stale=true";
  return out;
}

Result<DigestChallenge> parse_digest_challenge(std::string_view header_value) {
  auto fields = read_fields(header_value);
  if (!fields) return tl::unexpected(fields.error());
  const auto algorithm = read_algorithm(*fields);
  if (!algorithm) return tl::unexpected(algorithm.error());
  const auto qop = read_qop(*fields);
  if (!qop) return tl::unexpected(qop.error());
  if (!fields->contains("realm") || !fields->contains("nonce"))
    return fail(Errc::malformed, "a Digest challenge needs a realm and a nonce");
  return DigestChallenge{.realm = take(*fields, "realm"),
                         .nonce = take(*fields, "nonce"),
                         .opaque = take(*fields, "opaque"),
                         .algorithm = *algorithm,
                         .qop_auth = *qop,
                         .stale = equal_ignoring_case(take(*fields, "stale"), "true")};
}

std::uint32_t DigestCredentials::count() const {
  std::uint32_t number = 0;
  if (qop_auth) std::from_chars(nc.data(), nc.data() + nc.size(), number, 16);
  return number;
}

std::string to_string(const DigestCredentials& c) {
  std::string out = fmt::format(
      "Digest username={}, realm={}, nonce={}, uri={}, response=\"{}\", algorithm={}", quoted(c.username),
      quoted(c.realm), quoted(c.nonce), quoted(c.uri), c.response, to_string(c.algorithm));
  if (c.qop_auth) out += fmt::format(", qop=auth, nc={}, cnonce={}", c.nc, quoted(c.cnonce));
  if (!c.opaque.empty()) out += ", opaque=" + quoted(c.opaque);
  return out;
}

Result<DigestCredentials> parse_digest_credentials(std::string_view header_value) {
  auto fields = read_fields(header_value);
  if (!fields) return tl::unexpected(fields.error());
  const auto algorithm = read_algorithm(*fields);
  if (!algorithm) return tl::unexpected(algorithm.error());
  const auto qop = read_qop(*fields);
  if (!qop) return tl::unexpected(qop.error());
  for (const std::string_view name : {"username", "realm", "nonce", "uri", "response"})
    if (!fields->contains(name))
      return fail(Errc::malformed, fmt::format("Digest credentials have no {}", name));
  if (equal_ignoring_case(take(*fields, "userhash"), "true"))
    return fail(Errc::unsupported, "hashed user names are not spoken here");
  if (auto checked = check_numbers(*fields, *qop); !checked) return tl::unexpected(checked.error());
  return DigestCredentials{.username = take(*fields, "username"),
                           .realm = take(*fields, "realm"),
                           .nonce = take(*fields, "nonce"),
                           .uri = take(*fields, "uri"),
                           .response = to_lower(take(*fields, "response")),
                           .opaque = take(*fields, "opaque"),
                           .cnonce = take(*fields, "cnonce"),
                           .nc = take(*fields, "nc"),
                           .algorithm = *algorithm,
                           .qop_auth = *qop};
}

DigestCredentials answer_challenge(const DigestChallenge& challenge, const DigestLogin& login,
                                   const DigestRequest& request) {
  DigestCredentials c{.username = login.username,
                      .realm = challenge.realm,
                      .nonce = challenge.nonce,
                      .uri = request.uri,
                      .response = {},
                      .opaque = challenge.opaque,
                      .cnonce = challenge.qop_auth ? request.cnonce : std::string(),
                      .nc = challenge.qop_auth ? fmt::format("{:08x}", request.count) : std::string(),
                      .algorithm = challenge.algorithm,
                      .qop_auth = challenge.qop_auth};
  c.response = expected_response(c, request.method, login.password);
  return c;
}

bool verify_digest(const DigestCredentials& credentials, std::string_view method, std::string_view password) {
  return same_secret(credentials.response, expected_response(credentials, method, password));
}

}   // namespace parley::sip
