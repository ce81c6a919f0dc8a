// See session_replies.h.
#include "simulator/checkers/session_replies.h"

#include <fmt/format.h>

#include "protocol/xccos/codec.h"
#include "simulator/patience.h"

namespace parley::sim {
namespace {

using reports::Keyword;
using xccos::Grade;

enum : std::size_t { kReplied, kNamed, kOnce };
constexpr Rule kRules[] = {
    {"FLOW-REPLY-1", Keyword::must, Grade::S,
     "A command that was accepted with 200 is answered by an INFO of its own that names it."},
    {"XCCOS-RPL-5", Keyword::must, Grade::A, "A reply names a command that was sent on this dialog."},
    {"XCCOS-RPL-6", Keyword::must_not, Grade::A, "A command is not answered twice."},
};

}   // namespace

std::span<const Rule> SessionReplies::rules() { return kRules; }

SessionReplies::SessionReplies() {
  for (const Rule& rule : kRules) tallies_.emplace_back(rule);
}

void SessionReplies::see(const Observation& seen, const Dialog* dialog) {
  if (seen.kind == Observation::Kind::link_down) return see_end(seen, nullptr);
  if (!dialog) return;
  if (seen.kind == Observation::Kind::response) return see_response(seen);
  if (seen.method == "BYE") return see_end(seen, dialog);
  if (!seen.xccos) return;
  const bool from_client = seen.from == dialog->client;
  for (const xccos::Primitive& primitive : seen.xccos->primitives) {
    if (const auto* command = std::get_if<xccos::Command>(&primitive); command && from_client)
      see_command(seen, *dialog, *command);
    if (const auto* chat = std::get_if<xccos::ChatMessage>(&primitive); chat && from_client)
      posts_.insert({dialog->number, seen.xccos->envid, chat->seqid.value_or(1)});
    if (const auto* reply = std::get_if<xccos::Reply>(&primitive); reply && !from_client)
      see_reply(seen, *dialog, *reply);
  }
}

void SessionReplies::see_command(const Observation& seen, const Dialog& dialog,
                                 const xccos::Command& command) {
  const Key key{dialog.number, seen.xccos->envid, command.seqid};
  Asked& asked = asked_[key];
  asked.number = seen.number;
  asked.id = command.id;
  asked.client = dialog.client;
  asked.is_known = !std::holds_alternative<xccos::Unknown>(command.body);
  asked.excused = false;
  ++asked.times;
  carried_by_[seen.number].push_back(key);
}

void SessionReplies::see_response(const Observation& seen) {
  const auto carried = carried_by_.find(seen.answers);
  if (carried == carried_by_.end() || seen.sip.status < 200) return;
  for (const Key& key : carried->second) {
    Asked& asked = asked_.at(key);
    if (seen.sip.status >= 300) {
      --asked.times;
      continue;
    }
    asked.accepted = true;
    asked.accepted_at = seen.at;
  }
}

void SessionReplies::see_reply(const Observation& seen, const Dialog& dialog, const xccos::Reply& reply) {
  if (!reply.command) return;   // Judged where the form of replies is.
  const Key key{dialog.number, reply.command->envid, reply.command->seqid};
  const auto found = asked_.find(key);
  // The history that a server of 2007 R2 sends after bjoin answers no command; what it names is unknown
  // (xccos.md 8, row 14).
  const bool is_history = reply.id == "rpl:bccontext";
  if (is_history && (found == asked_.end() || xccos::reply_id_of(found->second.id) != reply.id)) return;
  if (found == asked_.end()) {
    if (!posts_.contains(key))
      tallies_[kNamed].violate(
          seen.at,
          fmt::format("{} names a command with envid {} that {} never sent on this dialog.", reply.id,
                      reply.command->envid, dialog.client),
          {seen.number});
    return;
  }
  tallies_[kNamed].hold();
  Asked& asked = found->second;
  if (++asked.replies <= asked.times) return tallies_[kOnce].hold();
  tallies_[kOnce].violate(
      seen.at, fmt::format("{} of {} was answered once more by {}.", asked.id, asked.client, reply.id),
      {asked.number, seen.number});
}

void SessionReplies::see_end(const Observation& seen, const Dialog* dialog) {
  for (auto& [key, asked] : asked_) {
    const bool concerned = dialog ? std::get<0>(key) == dialog->number : asked.client == seen.from;
    if (concerned && (!asked.accepted || seen.at - asked.accepted_at <= kPatience)) asked.excused = true;
  }
}

std::vector<Tally> SessionReplies::tallies(Instant end) const {
  std::vector<Tally> all = tallies_;
  for (const auto& [key, asked] : asked_) {
    if (!asked.accepted || !asked.is_known) continue;
    if (asked.replies > 0) all[kReplied].hold();
    else if (!asked.excused)
      all[kReplied].miss(asked.accepted_at + kPatience, end,
                         fmt::format("{} of {} was accepted and never answered.", asked.id, asked.client),
                         {asked.number});
  }
  return all;
}

}   // namespace parley::sim
