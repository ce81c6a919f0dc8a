// What both roles of the transaction layer share: sorting what arrives, deadlines, lost links.
#include "protocol/sip/transactions.h"

#include <algorithm>

namespace parley::sip {
namespace {

std::vector<RequestFailed> in_order(std::vector<RequestFailed> failed) {
  std::sort(failed.begin(), failed.end(),
            [](const RequestFailed& a, const RequestFailed& b) { return a.transaction < b.transaction; });
  return failed;
}

}   // namespace

Transactions::Transactions(Config config, Random random) : config_(config), random_(random) {}

std::optional<Incoming> Transactions::receive(const Now& now, LinkId link, Message message,
                                              std::vector<Effect>& out) {
  // A driver may deliver before it wakes us; what is over must not answer any more.
  forget_old_answers(now);
  if (message.is_request()) return receive_request(now, link, std::move(message), out);
  return receive_response(now, link, std::move(message), out);
}

void Transactions::forget_old_answers(const Now& now) {
  while (!remembered_.empty() && remembered_.begin()->first <= now.monotonic) {
    forget_server(remembered_.begin()->second);
  }
}

std::vector<RequestFailed> Transactions::expire(const Now& now, std::vector<Effect>& out) {
  forget_old_answers(now);
  std::vector<RequestFailed> failed;
  while (!timeouts_.empty() && timeouts_.begin()->first <= now.monotonic) {
    const ClientTransactionId id = timeouts_.begin()->second;
    Invite& invite = invites_.at(id);
    if (invite.state.is(InviteState::proceeding)) {
      cancel(now, id, invite, out);
      continue;
    }
    failed.push_back({id, FailureCause::timed_out});
    forget_invite(id);
  }
  while (const auto* first = others_.first()) {
    if (first->expires > now.monotonic) break;
    failed.push_back({first->branch.number, FailureCause::timed_out});
    others_.remove(first->branch.number);
  }
  return in_order(std::move(failed));
}

std::vector<RequestFailed> Transactions::link_down(LinkId link) {
  std::vector<RequestFailed> failed;
  for (auto next = by_link_.lower_bound({link, 0}); next != by_link_.end() && next->first == link;) {
    const std::uint64_t id = next->second;
    ++next;   // Before the entry goes.
    if (!invites_.contains(id)) {
      forget_server(id);
      continue;
    }
    failed.push_back({id, FailureCause::link_lost});
    forget_invite(id);
  }
  for (const ClientTransactionId id : others_.of_link(link)) {
    failed.push_back({id, FailureCause::link_lost});
    others_.remove(id);
  }
  return in_order(std::move(failed));
}

Instant Transactions::wake_at() const {
  Instant earliest = Instant::never();
  if (!timeouts_.empty()) earliest = timeouts_.begin()->first;
  if (const auto* first = others_.first()) earliest = std::min(earliest, first->expires);
  if (!remembered_.empty()) earliest = std::min(earliest, remembered_.begin()->first);
  return earliest;
}

}   // namespace parley::sip
