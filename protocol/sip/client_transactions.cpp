// The side that asks (RFC 3261, 17.1).
#include <fmt/format.h>

#include <algorithm>

#include "protocol/base/assert.h"
#include "protocol/sip/grammar.h"
#include "protocol/sip/header_views.h"
#include "protocol/sip/transactions.h"
#include "protocol/sip/uri.h"

namespace parley::sip {
namespace {

// ACK of a refusal (17.1.1.3) and CANCEL (9.1): everything from the INVITE, only To may be another's.
Message beside_invite(std::string_view method, const Message& invite, std::string_view to) {
  Message message;
  message.method = method;
  message.request_uri = invite.request_uri;
  message.headers.add("Via", invite.headers.get("Via"));
  message.headers.add("From", invite.headers.get("From"));
  message.headers.add("To", to);
  message.headers.add("Call-ID", invite.headers.get("Call-ID"));
  const Result<CSeq> cseq = parse_cseq(invite.headers.get("CSeq"));
  message.headers.add("CSeq", fmt::format("{} {}", cseq ? cseq->number : 0, method));
  message.headers.add("Max-Forwards", "70");
  // Credentials go along with an ACK and not with a CANCEL, which cannot be challenged (22.1).
  for (const std::string_view name : {"Route", "Authorization", "Proxy-Authorization"}) {
    if (method != "ACK" && name != "Route") continue;
    for (const std::string_view value : invite.headers.all(name)) message.headers.add(name, value);
  }
  return message;
}

// 8.1.3.3: a response with a second Via went to somebody else on its way, as all requests of ours have one.
bool is_for_us(const Message& response) {
  if (response.fault || response.headers.count(HeaderName::via) != 1) return false;
  return find_outside(response.headers.get(HeaderName::via), ",") == std::string_view::npos;
}

}   // namespace

Branch Transactions::new_branch() {
  Branch branch{next_id_++, {}};
  const std::string chance = random_.hex(branch.chance.size());
  std::copy(chance.begin(), chance.end(), branch.chance.begin());
  return branch;
}

Branch Transactions::add_via(std::string_view sent_by, Message& request) {
  const Branch branch = new_branch();
  request.headers.prepend("Via", fmt::format("{};branch={}", sent_by, branch.to_string()));
  return branch;
}

ClientTransactionId Transactions::request(const Now& now, const Hop& hop, Message request,
                                          std::vector<Effect>& out) {
  PARLEY_ASSERT(request.is_request() && request.method != "ACK");
  const Branch branch = add_via(hop.sent_by, request);
  const Instant expires = now.monotonic + config_.timeout;
  out.push_back(SendBytes{hop.link, write(request)});
  if (request.method != "INVITE") {
    others_.add({branch, hop.link, expires, std::move(request.method)});
    return branch.number;
  }
  request.body.clear();
  timeouts_.emplace(expires, branch.number);
  by_link_.emplace(hop.link, branch.number);
  invites_.emplace(branch.number, Invite{std::move(request), branch, hop.link, expires});
  return branch.number;
}

ClientTransactionId Transactions::request(const Now& now, const Hop& hop, const Copy& copy,
                                          std::vector<Effect>& out) {
  const RequestHead& head = copy.request.head;
  PARLEY_ASSERT(head.method() != "INVITE");
  const Branch branch = new_branch();
  const std::string written = branch.to_string();
  out.push_back(
      SendBytes{hop.link, head.write({hop.sent_by, written, copy.request.cseq}, copy.body), copy.body.bytes});
  others_.add({branch, hop.link, now.monotonic + config_.timeout, head.method()});
  return branch.number;
}

void Transactions::request_without_answer(const Hop& hop, Message request, std::vector<Effect>& out) {
  add_via(hop.sent_by, request);
  out.push_back(SendBytes{hop.link, write(request)});
}

// 17.1.3: the branch of the topmost Via and the method of the CSeq decide; here also the link, so that one
// peer cannot answer for another.
std::optional<Incoming> Transactions::receive_response(const Now& now, LinkId link, Message message,
                                                       std::vector<Effect>& out) {
  if (!is_for_us(message)) return StrayResponse{link, std::move(message)};
  const Result<ViaView> via = view_via(message.headers.get(HeaderName::via));
  const Result<CSeq> cseq = parse_cseq(message.headers.get(HeaderName::cseq));
  const std::optional<std::uint64_t> number = via ? Branch::number_in(via->branch()) : std::nullopt;
  if (!number || !cseq) return StrayResponse{link, std::move(message)};
  const auto is_ours = [&](const auto& sent) {
    return sent.link == link && sent.branch.to_string() == via->branch();
  };
  if (const auto invite = invites_.find(*number); invite != invites_.end() && is_ours(invite->second)) {
    // What a CANCEL is answered says nothing that the answer to its INVITE does not say.
    if (invite->second.state.is(InviteState::cancelled) && cseq->method == "CANCEL") return std::nullopt;
    if (cseq->method == "INVITE") return receive_answer_to_invite(now, *number, std::move(message), out);
  }
  const WaitingRequests::Request* const other = others_.find(*number);
  if (!other || !is_ours(*other) || other->method != cseq->method)
    return StrayResponse{link, std::move(message)};
  if (message.is_final()) others_.remove(*number);
  return IncomingResponse{*number, std::move(message)};
}

std::optional<Incoming> Transactions::receive_answer_to_invite(const Now& now, ClientTransactionId id,
                                                               Message message, std::vector<Effect>& out) {
  Invite& invite = invites_.at(id);
  if (message.status >= 300)
    out.push_back(
        SendBytes{invite.link, write(beside_invite("ACK", invite.head, message.headers.get("To")))});
  if (message.is_final()) {
    forget_invite(id);
  } else if (!invite.state.is(InviteState::cancelled)) {
    invite.state.go(InviteState::proceeding);
    wait_until(id, invite, now.monotonic + config_.ringing_max);
  }
  return IncomingResponse{id, std::move(message)};
}

void Transactions::wait_until(ClientTransactionId id, Invite& invite, Instant expires) {
  timeouts_.erase({invite.expires, id});
  invite.expires = expires;
  timeouts_.emplace(expires, id);
}

void Transactions::cancel(const Now& now, ClientTransactionId id, Invite& invite, std::vector<Effect>& out) {
  invite.state.go(InviteState::cancelled);
  const Message message = beside_invite("CANCEL", invite.head, invite.head.headers.get("To"));
  out.push_back(SendBytes{invite.link, write(message)});
  wait_until(id, invite, now.monotonic + config_.timeout);
}

void Transactions::forget_invite(ClientTransactionId id) {
  const auto found = invites_.find(id);
  PARLEY_ASSERT(found != invites_.end());
  found->second.state.go(InviteState::terminated);
  timeouts_.erase({found->second.expires, id});
  by_link_.erase({found->second.link, id});
  invites_.erase(found);
}

}   // namespace parley::sip
