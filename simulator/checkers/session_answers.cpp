// See session_answers.h.
#include "simulator/checkers/session_answers.h"

#include <fmt/format.h>

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

constexpr Duration kTimerF = std::chrono::seconds{32};   // 64*T1 (RFC 3261, 17.1.2.2).

}   // namespace

std::span<const Rule> SessionAnswers::rules() { return kRules; }

SessionAnswers::SessionAnswers() {
  for (const Rule& rule : kRules) tallies_.emplace_back(rule);
}

void SessionAnswers::judge(Tally& tally, std::uint32_t number, const Waiting& waiting,
                           Instant answered) const {
  if (answered - waiting.at <= kTimerF) return tally.hold();
  tally.violate(waiting.at + kTimerF,
                fmt::format("{} did not answer an INFO of {} within 32 s.",
                            waiting.from_client ? waiting.dialog.server : waiting.dialog.client,
                            waiting.from_client ? waiting.dialog.client : waiting.dialog.server),
                {number});
}

void SessionAnswers::see(const Observation& seen, const Dialog* dialog) {
  if (seen.kind == Observation::Kind::link_down) {
    // Nobody can answer on a link that is gone; an answer that was late before it broke was late.
    std::erase_if(waiting_, [&](const auto& one) {
      return one.second.dialog.client == seen.from && one.second.dialog.server == seen.to &&
             seen.at - one.second.at <= kTimerF;
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
  judge(tallies_[found->second.from_client ? kByServer : kByClient], found->first, found->second, seen.at);
  waiting_.erase(found);
}

std::vector<Tally> SessionAnswers::tallies(Instant end) const {
  std::vector<Tally> all = tallies_;
  for (const auto& [number, waiting] : waiting_)
    if (end - waiting.at > kTimerF)
      judge(all[waiting.from_client ? kByServer : kByClient], number, waiting, end);
  return all;
}

}   // namespace parley::sim
