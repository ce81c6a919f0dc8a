// Feeds bytes to the SIP stream parser whole and in pieces, and asserts that both ways say the same; that
// what was read can be written and read again; that the values of its headers can be, too; and that no tag
// which is left out, no secret that is masked and no second challenge of a realm stays. Input: one byte that
// chooses the cuts, then the stream.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/base/assert.h"
#include "protocol/base/text.h"
#include "protocol/sip/digest_headers.h"
#include "protocol/sip/option_tags.h"
#include "protocol/sip/received.h"
#include "protocol/sip/secrets.h"
#include "protocol/sip/session_timer.h"
#include "protocol/sip/stream_parser.h"
#include "protocol/sip/uri.h"

namespace {

using namespace parley;

// Small, so that a fuzzer reaches them.
constexpr sip::StreamParser::Limits kLimits{4096, 16, 4096};

void check_digest(const std::string& value) {
  if (const auto challenge = sip::parse_digest_challenge(value)) {
    const auto again = sip::parse_digest_challenge(sip::to_string(*challenge));
    PARLEY_ASSERT(again && sip::to_string(*again) == sip::to_string(*challenge));
    const auto answer = sip::answer_challenge(*challenge, {"alice", "secret"}, {"INVITE", "sip:a", "c", 1});
    PARLEY_ASSERT(sip::verify_digest(answer, "INVITE", "secret"));
    PARLEY_ASSERT(!sip::verify_digest(answer, "INVITE", "guess"));
  }
  if (const auto credentials = sip::parse_digest_credentials(value)) {
    const auto again = sip::parse_digest_credentials(sip::to_string(*credentials));
    PARLEY_ASSERT(again && sip::to_string(*again) == sip::to_string(*credentials));
    PARLEY_ASSERT(credentials->qop_auth || credentials->count() == 0);
    (void)sip::verify_digest(*credentials, "INVITE", "secret");
  }
}

// What was taken apart is whole, and what was masked stays so.
void check_pieces(const std::string& value) {
  for (const std::string_view one : sip::split_by_scheme(value))
    PARLEY_ASSERT(sip::split_by_scheme(one).size() == 1);
  const std::string shown = sip::shown_bytes(value);
  PARLEY_ASSERT(sip::shown_bytes(shown) == shown);
  PARLEY_ASSERT(sip::mask(value).ends_with("[masked]"));
  PARLEY_ASSERT(sip::shown_value("authorization", value) == sip::mask(value));
  const std::string plain = sip::shown_value("Subject", value);
  PARLEY_ASSERT(sip::shown_value("Subject", plain) == plain &&
                (plain == value || value.find('@') != value.npos));
  const std::string uri = sip::shown_uri(value);
  PARLEY_ASSERT(sip::shown_uri(uri) == uri);
}

void check_value(const std::string& value) {
  if (const auto address = sip::parse_name_addr(value)) {
    const auto again = sip::parse_name_addr(address->to_string());
    PARLEY_ASSERT(again && again->to_string() == address->to_string());
    PARLEY_ASSERT(again->uri == address->uri && again->parameters.list() == address->parameters.list());
  }
  if (const auto via = sip::parse_via(value)) {
    const auto again = sip::parse_via(via->to_string());
    PARLEY_ASSERT(again && again->to_string() == via->to_string());
  }
  if (const auto uri = sip::parse_uri(value)) {
    const auto again = sip::parse_uri(uri->to_string());
    PARLEY_ASSERT(again && again->to_string() == uri->to_string());
    PARLEY_ASSERT(sip::same_address(value, again->to_string()));
  }
  check_digest(value);
  check_pieces(value);
  (void)sip::parse_name_addr_list(value);
  (void)sip::parse_cseq(value);
  (void)sip::parse_value_with_parameters(value);
  if (const auto source = sip::source_of(value, 1)) PARLEY_ASSERT(!source->address.empty());
}

void check_options(const sip::Message& message) {
  sip::Message left = message;
  const std::string_view unsupported = message.headers.get("Unsupported");
  sip::leave_out_options(left, unsupported);
  for (const char* list : {"Require", "Proxy-Require", "Supported"})
    for (const std::string_view tag : split(unsupported, ','))
      PARLEY_ASSERT(trim(tag).empty() || !left.headers.lists(list, trim(tag)));
}

void check_challenges(const sip::Message& message) {
  const auto challenges = sip::challenges_in(message, "WWW-Authenticate");
  for (std::size_t at = 0; at < challenges.size(); ++at) {
    for (std::size_t other = 0; other < at; ++other)
      PARLEY_ASSERT(challenges[at].realm != challenges[other].realm);
    for (const auto& answer : sip::credentials_in(message, challenges[at].realm))
      PARLEY_ASSERT(answer.realm == challenges[at].realm);
  }
}

// Where a request came from is noted in its topmost Via once, however often it is noted. A quote or an angle
// bracket without its other half hides what follows.
void check_source(const sip::Message& message) {
  if (message.headers.get("Via").find_first_of("\"<") != std::string_view::npos) return;
  sip::Message noted = message;
  sip::note_source(noted, {"192.0.2.1", 5061, 7});
  const std::string once = sip::write(noted);
  sip::note_source(noted, {"192.0.2.1", 5061, 7});
  PARLEY_ASSERT(sip::write(noted) == once);
}

void check_message(const sip::Message& message, const std::string& written) {
  const auto again = sip::parse_message(written);
  PARLEY_ASSERT(again.has_value());
  PARLEY_ASSERT(sip::write(*again) == written);
  PARLEY_ASSERT(again->body == message.body);
  for (const sip::HeaderField& header : message.headers.fields()) check_value(std::string(header.value));
  (void)sip::session_expires(message);
  check_options(message);
  check_challenges(message);
  if (message.is_request()) check_source(message);
}

// Everything the parser has to say, in a form that can be compared.
std::string drain(sip::StreamParser& parser, bool check) {
  std::string said;
  while (auto next = parser.next()) {
    if (*next && (*next)->fault) {
      said += "fault: " + (*next)->fault->detail + (*next)->body;
    } else if (*next) {
      const std::string written = sip::write(**next);
      if (check) check_message(**next, written);
      said += written;
    } else {
      said += "error at " + std::to_string(next->error().offset) + ": " + next->error().detail;
    }
  }
  return said;
}

}   // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view stream(reinterpret_cast<const char*>(data) + 1, size - 1);
  sip::StreamParser whole(kLimits);
  whole.feed(stream);
  const std::string expected = drain(whole, true);

  sip::StreamParser cut(kLimits);
  std::string said;
  std::uint32_t state = data[0];
  for (std::size_t at = 0; at < stream.size();) {
    state = state * 1664525u + 1013904223u;   // Any sequence will do; this one is Knuth's.
    const std::size_t length = 1 + (state >> 24) % (1 + data[0] % 64u);
    cut.feed(stream.substr(at, length));
    said += drain(cut, false);
    at += length;
  }
  PARLEY_ASSERT(said == expected);
  PARLEY_ASSERT(cut.in_message() == whole.in_message());
  return 0;
}
