// See session_origin.h.
#include "simulator/checkers/session_origin.h"

#include <fmt/format.h>

#include "protocol/sip/uri.h"

namespace parley::sim {
namespace {

constexpr Rule kRules[] = {
    {"XCCOS-DLG-1", reports::Keyword::must, xccos::Grade::A,
     "The From URI of an INFO of the server is the URI that the client invited."},
};

}   // namespace

std::span<const Rule> SessionOrigin::rules() { return kRules; }

SessionOrigin::SessionOrigin() {
  for (const Rule& rule : kRules) tallies_.emplace_back(rule);
}

void SessionOrigin::see(const Observation& seen, const Dialog* dialog) {
  const bool is_request = seen.kind == Observation::Kind::request && seen.method == "INFO";
  if (!is_request || !dialog || seen.from == dialog->client || dialog->invited.empty()) return;
  const auto from = sip::parse_name_addr(seen.sip.headers.get("From"));
  if (!from) return;   // Judged where the form of headers is.
  // Two spellings of one address are no two addresses (RFC 3261, 19.1.4).
  if (sip::same_address(from->uri, dialog->invited)) return tallies_[0].hold();
  tallies_[0].violate(
      seen.at,
      fmt::format("{} invited {}, and an INFO came from {}.", dialog->client, dialog->invited, from->uri),
      {seen.number});
}

}   // namespace parley::sim
