// See session_framing.h.
#include "simulator/checkers/session_framing.h"

#include <fmt/format.h>

namespace parley::sim {
namespace {

using reports::Keyword;
using xccos::Grade;

enum : std::size_t { kClient, kServer };
constexpr Rule kRules[] = {
    {"SIP-MSG-7", Keyword::must, Grade::S, "The client sends SIP messages and nothing else.", "client"},
    {"SIP-MSG-7", Keyword::must, Grade::S, "The server sends SIP messages and nothing else.", "server"},
};

}   // namespace

std::span<const Rule> SessionFraming::rules() { return kRules; }

SessionFraming::SessionFraming() {
  for (const Rule& rule : kRules) tallies_.emplace_back(rule);
}

void SessionFraming::see(const Observation& seen) {
  using Kind = Observation::Kind;
  if (seen.kind == Kind::link_up) servers_.insert(seen.to);
  Tally& tally = tallies_[servers_.contains(seen.from) ? kServer : kClient];
  if (seen.kind == Kind::request || seen.kind == Kind::response) return tally.hold();
  // What is larger than we read may well be SIP.
  if (seen.kind != Kind::garbage || seen.too_large) return;
  tally.violate(seen.at, fmt::format("{} sent bytes that are no SIP message: {}", seen.from, seen.what),
                {seen.number});
}

}   // namespace parley::sim
