// What both roles of the transaction layer share: sorting what arrives, deadlines, lost links.
#include "protocol/sip/transactions.h"

#include <algorithm>

namespace parley::sip {

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
    Client& client = clients_.at(id);
    if (client.calling == Calling::proceeding) {
      cancel(now, id, client, out);
      continue;
    }
    failed.push_back({id, FailureCause::timed_out});
    forget_client(id);
  }
  return failed;
}

std::vector<RequestFailed> Transactions::link_down(LinkId link) {
  std::vector<RequestFailed> failed;
  for (auto next = by_link_.lower_bound({link, 0}); next != by_link_.end() && next->first == link;) {
    const std::uint64_t id = next->second;
    ++next;   // Before the entry goes.
    if (!clients_.contains(id)) {
      forget_server(id);
      continue;
    }
    failed.push_back({id, FailureCause::link_lost});
    forget_client(id);
  }
  return failed;
}

Instant Transactions::wake_at() const {
  Instant earliest = Instant::never();
  if (!timeouts_.empty()) earliest = timeouts_.begin()->first;
  if (!remembered_.empty()) earliest = std::min(earliest, remembered_.begin()->first);
  return earliest;
}

}   // namespace parley::sip
