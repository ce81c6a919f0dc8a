// See session_answers.h.
#include "simulator/checkers/session_answers.h"

#include <fmt/format.h>

#include "simulator/patience.h"

namespace parley::sim {
namespace {

using reports::Keyword;
using xccos::Grade;

enum : std::size_t { kByServer, kByClient };
constexpr Rule kRules[] = {
    {"FLOW-ACK-1", Keyword::must, Grade::S, "The server answers every INFO of the client within 32 s."},
    {"XCCOS-INFO-1", Keyword::must, Grade::S, "The client answers every INFO of the server within 32 s.",
     "client"},
};

}   // namespace

std::span<const Rule> SessionAnswers::rules() { return kRules; }

SessionAnswers::SessionAnswers() {
  for (const Rule& rule : kRules) tallies_.emplace_back(rule);
}

Tally& SessionAnswers::tally_of(std::vector<Tally>& tallies, const Waiting& waiting) {
  return tallies[waiting.from_client ? kByServer : kByClient];
}

std::string SessionAnswers::complaint(const Waiting& waiting) {
  return fmt::format("{} did not answer an INFO of {} within 32 s.",
                     waiting.from_client ? waiting.dialog.server : waiting.dialog.client,
                     waiting.from_client ? waiting.dialog.client : waiting.dialog.server);
}

void SessionAnswers::see(const Observation& seen, const Dialog* dialog) {
  if (seen.kind == Observation::Kind::link_down) {
    // Nobody can answer on a link that is gone; an answer that was late before it broke was late.
    std::erase_if(waiting_, [&](const auto& one) {
      return one.second.dialog.client == seen.from && one.second.dialog.server == seen.to &&
             seen.at - one.second.at <= kTransactionTime;
    });
    return;
  }
  if (seen.kind == Observation::Kind::request) {
    if (dialog && seen.method == "INFO")
      waiting_.insert_or_assign(seen.number, Waiting{seen.at, *dialog, seen.from == dialog->client});
    return;
  }
  const auto found = waiting_.find(seen.answers);
  if (found == waiting_.end() || seen.sip.status < 200) return;
  const Waiting& waiting = found->second;
  Tally& tally = tally_of(tallies_, waiting);
  const Instant due = waiting.at + kTransactionTime;
  if (seen.at <= due) tally.hold();
  else tally.violate(due, complaint(waiting), {found->first});
  waiting_.erase(found);
}

std::vector<Tally> SessionAnswers::tallies(Instant end) const {
  std::vector<Tally> all = tallies_;
  for (const auto& [number, waiting] : waiting_)
    tally_of(all, waiting).miss(waiting.at + kTransactionTime, end, complaint(waiting), {number});
  return all;
}

}   // namespace parley::sim
