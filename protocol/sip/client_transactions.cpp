// The side that asks (RFC 3261, 17.1).
#include <fmt/format.h>

#include "protocol/base/assert.h"
#include "protocol/sip/grammar.h"
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
  const std::vector<std::string_view> vias = response.headers.all("Via");
  return !response.fault && vias.size() == 1 && find_outside(vias[0], ",") == std::string_view::npos;
}

}   // namespace

std::string Transactions::add_via(std::string_view sent_by, Message& request) {
  // The number makes the branch unique among ours, the random part among everybody's (8.1.1.7).
  std::string branch = fmt::format("z9hG4bK{}.{:x}", random_.hex(12), next_id_++);
  request.headers.prepend("Via", fmt::format("{};branch={}", sent_by, branch));
  return branch;
}

ClientTransactionId Transactions::request(const Now& now, const Hop& hop, Message request,
                                          std::vector<Effect>& out) {
  PARLEY_ASSERT(request.is_request() && request.method != "ACK");
  const ClientTransactionId id = next_id_;
  std::string branch = add_via(hop.sent_by, request);
  out.push_back(SendBytes{hop.link, write(request)});
  Client client{hop.link, client_by_branch_.emplace(std::move(branch), id).first, request.method,
                std::nullopt, now.monotonic + config_.timeout};
  if (request.method == "INVITE") {
    request.body.clear();
    client.invite = std::move(request);
  }
  timeouts_.emplace(client.expires, id);
  by_link_.emplace(hop.link, id);
  clients_.emplace(id, std::move(client));
  return id;
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
  const Result<Via> via = parse_via(message.headers.get("Via"));
  const Result<CSeq> cseq = parse_cseq(message.headers.get("CSeq"));
  const auto found = via ? client_by_branch_.find(via->branch()) : client_by_branch_.end();
  if (found == client_by_branch_.end() || !cseq) return StrayResponse{link, std::move(message)};
  const ClientTransactionId id = found->second;
  Client& client = clients_.at(id);
  // What a CANCEL is answered says nothing that the answer to its INVITE does not say.
  if (client.link == link && client.calling == Calling::cancelled && cseq->method == "CANCEL")
    return std::nullopt;
  if (client.link != link || client.method != cseq->method) return StrayResponse{link, std::move(message)};
  if (message.is_final()) {
    if (client.invite && message.status >= 300) {
      out.push_back(SendBytes{link, write(beside_invite("ACK", *client.invite, message.headers.get("To")))});
    }
    forget_client(id);
  } else if (client.invite && client.calling != Calling::cancelled) {
    client.calling = Calling::proceeding;
    wait_until(id, client, now.monotonic + config_.ringing_max);
  }
  return IncomingResponse{id, std::move(message)};
}

void Transactions::wait_until(ClientTransactionId id, Client& client, Instant expires) {
  timeouts_.erase({client.expires, id});
  client.expires = expires;
  timeouts_.emplace(expires, id);
}

void Transactions::cancel(const Now& now, ClientTransactionId id, Client& client, std::vector<Effect>& out) {
  client.calling = Calling::cancelled;
  const Message message = beside_invite("CANCEL", *client.invite, client.invite->headers.get("To"));
  out.push_back(SendBytes{client.link, write(message)});
  wait_until(id, client, now.monotonic + config_.timeout);
}

void Transactions::forget_client(ClientTransactionId id) {
  const auto found = clients_.find(id);
  PARLEY_ASSERT(found != clients_.end());
  const Client& client = found->second;
  timeouts_.erase({client.expires, id});
  by_link_.erase({client.link, id});
  client_by_branch_.erase(client.branch);
  clients_.erase(found);
}

}   // namespace parley::sip
