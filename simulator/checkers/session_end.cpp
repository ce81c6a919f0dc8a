// See session_end.h.
#include "simulator/checkers/session_end.h"

#include <fmt/format.h>

#include "simulator/repetition.h"

namespace parley::sim {
namespace {

using reports::Keyword;
using xccos::Grade;

enum : std::size_t { kClientAfterBye, kServerAfterBye, kClientAfter481, kServerAfter481 };
constexpr Rule kRules[] = {
    {"SIP-BYE-2", Keyword::must_not, Grade::S, "The client sends no new request in a dialog after BYE.",
     "client"},
    {"SIP-BYE-2", Keyword::must_not, Grade::S, "The server sends no new request in a dialog after BYE.",
     "server"},
    {"XCCOS-DLG-3", Keyword::must_not, Grade::A,
     "A client that gets 481 does not go on using the dialog, except for one BYE."},
    {"XCCOS-DLG-2", Keyword::should, Grade::A,
     "A server that gets 481 or 487 for an INFO sends nothing more on that dialog."},
};

// What a server had sent before it heard of the 481 may still arrive; our own choice, many round trips.
constexpr Duration kMayCross = std::chrono::seconds{5};

}   // namespace

std::span<const Rule> SessionEnd::rules() { return kRules; }

SessionEnd::SessionEnd() {
  for (const Rule& rule : kRules) tallies_.emplace_back(rule);
}

void SessionEnd::see(const Observation& seen, const Dialog* dialog) {
  if (!dialog) return;
  End& end = ends_[dialog->number];
  if (seen.kind == Observation::Kind::response) see_response(seen, *dialog, end);
  else see_request(seen, *dialog, end);
}

void SessionEnd::see_request(const Observation& seen, const Dialog& dialog, End& end) {
  const bool from_client = seen.from == dialog.client;
  if (seen.method != "ACK" && seen.method != "CANCEL") {
    if (from_client) judge_client(seen, end);
    else judge_server(seen, end);
  }
  if (seen.method != "BYE") return;
  std::uint32_t& bye = from_client ? end.client_bye : end.server_bye;
  if (bye == 0) {
    bye = seen.number;
    tallies_[kClientAfterBye].hold();
    tallies_[kServerAfterBye].hold();
  }
}

void SessionEnd::see_response(const Observation& seen, const Dialog& dialog, End& end) {
  const int status = seen.sip.status;
  const bool to_client = seen.to == dialog.client;
  std::uint32_t& bye = to_client ? end.client_bye : end.server_bye;
  if (seen.method == "BYE" && puts_off(seen)) {
    if (bye == seen.answers) bye = 0;
  } else if (seen.method == "BYE" && to_client && status >= 200) {
    end.client_bye_answered = seen.number;
  } else if (to_client && status == 481 && end.unknown_to_server == 0) {
    end.unknown_to_server = seen.number;
    tallies_[kClientAfter481].hold();
  } else if (!to_client && (status == 481 || status == 487) && end.unknown_to_client == 0) {
    end.unknown_to_client = seen.number;
    end.unknown_to_client_at = seen.at;
    tallies_[kServerAfter481].hold();
  }
}

void SessionEnd::judge_client(const Observation& seen, const End& end) {
  const std::uint32_t bye = end.client_bye != 0 ? end.client_bye : end.server_bye;
  if (bye != 0)
    tallies_[kClientAfterBye].violate(
        seen.at, fmt::format("{} sent {} on a dialog that BYE had ended.", seen.from, seen.method),
        {bye, seen.number});
  else if (end.unknown_to_server != 0 && seen.method != "BYE")
    tallies_[kClientAfter481].violate(
        seen.at, fmt::format("{} sent {} on a dialog for which it had got 481.", seen.from, seen.method),
        {end.unknown_to_server, seen.number});
}

void SessionEnd::judge_server(const Observation& seen, const End& end) {
  const std::uint32_t bye = end.server_bye != 0 ? end.server_bye : end.client_bye_answered;
  if (bye != 0)
    tallies_[kServerAfterBye].violate(
        seen.at, fmt::format("{} sent {} on a dialog that BYE had ended.", seen.from, seen.method),
        {bye, seen.number});
  else if (end.unknown_to_client != 0 && seen.at - end.unknown_to_client_at > kMayCross)
    tallies_[kServerAfter481].violate(
        seen.at, fmt::format("{} sent {} on a dialog that its client does not know.", seen.from, seen.method),
        {end.unknown_to_client, seen.number});
}

}   // namespace parley::sim
