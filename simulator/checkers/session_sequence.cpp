// See session_sequence.h.
#include "simulator/checkers/session_sequence.h"

#include <fmt/format.h>

#include "protocol/sip/uri.h"

namespace parley::sim {
namespace {

using reports::Keyword;
using xccos::Grade;

// Each rule twice, the client's and the server's: whose breach it is matters when one of them is judged.
enum : std::size_t { kNumbers, kTags = 2 };
constexpr std::size_t kOfClient = 0, kOfServer = 1;
constexpr Rule kRules[] = {
    {"SIP-DLG-4", Keyword::must, Grade::S,
     "The CSeq numbers of the client in a dialog grow from request to request.", "client"},
    {"SIP-DLG-4", Keyword::must, Grade::S,
     "The CSeq numbers of the server in a dialog grow from request to request.", "server"},
    {"SIP-DLG-3", Keyword::must, Grade::S,
     "A request of the client in a dialog has the Call-ID and the tags of the dialog.", "client"},
    {"SIP-DLG-3", Keyword::must, Grade::S,
     "A request of the server in a dialog has the Call-ID and the tags of the dialog.", "server"},
};

}   // namespace

std::span<const Rule> SessionSequence::rules() { return kRules; }

SessionSequence::SessionSequence(bool closed_world) : closed_world_(closed_world) {
  for (const Rule& rule : kRules) tallies_.emplace_back(rule);
}

void SessionSequence::see(const Observation& seen, const Dialog* dialog) {
  if (seen.kind == Observation::Kind::link_up) servers_.insert(seen.to);
  if (dialog) servers_.insert(dialog->server);
  if (seen.kind == Observation::Kind::response) {
    if (!dialog || (seen.sip.status != 401 && seen.sip.status != 407)) return;
    sides_[dialog->number][seen.to == dialog->client ? 0 : 1].challenged = true;
    return;
  }
  if (seen.kind != Observation::Kind::request) return;
  if (!dialog) {
    const bool needs_dialog = seen.method == "INFO" || seen.method == "UPDATE" || seen.method == "BYE";
    if (needs_dialog && (closed_world_ || side_of(seen) == kOfClient))
      tallies_[kTags + side_of(seen)].violate(
          seen.at, fmt::format("{} of {} has the Call-ID of no dialog.", seen.method, seen.from),
          {seen.number});
    return;
  }
  // An ACK has the number of its INVITE, and so has a CANCEL (RFC 3261, 13.2.2.4 and 9.1).
  if (seen.method != "ACK" && seen.method != "CANCEL")
    judge_number(seen, sides_[dialog->number][side_of(seen)]);
  if (dialog->open) judge_tags(seen, *dialog);
}

std::size_t SessionSequence::side_of(const Observation& request) const {
  return servers_.contains(request.from) ? kOfServer : kOfClient;
}

void SessionSequence::judge_number(const Observation& request, Side& side) {
  const auto cseq = sip::parse_cseq(request.sip.headers.get("CSeq"));
  if (!cseq) return;   // Judged where the form of headers is.
  // A real client sends a challenged request again under the same number (real-client.md 4).
  const bool is_same_again = side.challenged && side.last && cseq->number == *side.last;
  if (side.last && cseq->number <= *side.last && !is_same_again)
    tallies_[kNumbers + side_of(request)].violate(
        request.at,
        fmt::format("{} sent {} with CSeq {} after CSeq {}.", request.from, request.method, cseq->number,
                    *side.last),
        {side.last_number, request.number});
  else if (side.last) tallies_[kNumbers + side_of(request)].hold();
  side = {cseq->number, request.number, false};
}

void SessionSequence::judge_tags(const Observation& request, const Dialog& dialog) {
  const bool from_client = request.from == dialog.client;
  const std::string from = tag_of(request.sip, "From");
  const std::string to = tag_of(request.sip, "To");
  const std::string& mine = from_client ? dialog.client_tag : dialog.server_tag;
  const std::string& theirs = from_client ? dialog.server_tag : dialog.client_tag;
  Tally& tally = tallies_[kTags + side_of(request)];
  if (from == mine && to == theirs) return tally.hold();
  tally.violate(request.at,
                fmt::format("{} sent {} with the tags '{}' and '{}'; those of the dialog are '{}' and '{}'.",
                            request.from, request.method, from, to, mine, theirs),
                {request.number});
}

}   // namespace parley::sim
