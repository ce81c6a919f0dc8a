// The side that answers (RFC 3261, 17.2).
#include <fmt/format.h>

#include <array>
#include <utility>

#include "protocol/base/assert.h"
#include "protocol/base/fingerprint.h"
#include "protocol/sip/header_views.h"
#include "protocol/sip/transactions.h"
#include "protocol/sip/uri.h"

namespace parley::sip {
namespace {

// What the maps of the layer keep of one transaction beside its texts, rounded up.
constexpr std::size_t kEntryBytes = 512;

constexpr std::string_view kInvite = "INVITE";

// Tells a request that is tried again with a password from one that is repeated.
std::uint64_t credentials_of(const Headers& headers) {
  Fingerprint fingerprint;
  for (const HeaderName name : {HeaderName::authorization, HeaderName::proxy_authorization})
    for (const HeaderField field : headers.fields())
      if (field.id == name) fingerprint.add(field.value);
  return fingerprint.value();
}

// Of the header fields that a request has once, the first that it has twice; empty when none is. Who takes
// the first and who takes the last would see two requests (RFC 4475, 3.3.8).
std::string_view doubled(const Headers& headers) {
  static constexpr std::array<std::pair<HeaderName, std::string_view>, 5> kSingle = {
      {{HeaderName::from, "From"},
       {HeaderName::to, "To"},
       {HeaderName::call_id, "Call-ID"},
       {HeaderName::cseq, "CSeq"},
       {HeaderName::max_forwards, "Max-Forwards"}}};
  for (const auto& [id, name] : kSingle)
    if (headers.count(id) > 1) return name;
  return {};
}

void add_to_tag(Message& response, std::string_view tag) {
  const Result<NameAddrView> to = view_name_addr(response.headers.get(HeaderName::to));
  if (!to || !to->tag().empty()) return;
  response.headers.set("To", fmt::format("{};tag={}", response.headers.get("To"), tag));
}

}   // namespace

struct Transactions::Identity {
  std::string key;   // Everything but the credentials.
  std::uint64_t credentials = 0;

  // As what `method` it is looked for: an ACK and a CANCEL have the identity of their INVITE. An error is the
  // reason phrase of the 400 that the request deserves, or of a 505 when it is Errc::unsupported.
  static Result<Identity> of(LinkId link, const Message& request, std::string_view method,
                             std::size_t part_bytes_max) {
    if (request.fault) return tl::unexpected<Error>(*request.fault);
    const Headers& headers = request.headers;
    if (const std::string_view name = doubled(headers); !name.empty())
      return fail(Errc::malformed, fmt::format("{} Twice", name));
    const Result<ViaView> via = view_via(headers.get(HeaderName::via));
    if (!via) return fail(Errc::malformed, "Bad Via");
    const Result<NameAddrView> from = view_name_addr(headers.get(HeaderName::from));
    if (!from) return fail(Errc::malformed, "Missing or Bad From");
    if (!view_name_addr(headers.get(HeaderName::to))) return fail(Errc::malformed, "Missing or Bad To");
    const std::string_view call_id = headers.get(HeaderName::call_id);
    if (call_id.empty()) return fail(Errc::malformed, "Missing Call-ID");
    const Result<CSeq> cseq = parse_cseq(headers.get(HeaderName::cseq));
    if (!cseq) return fail(Errc::malformed, "Missing or Bad CSeq");
    if (cseq->method != request.method) return fail(Errc::malformed, "CSeq Names Another Method");
    // No part can hold a line break, so none can pass for two.
    for (const std::string_view part : {call_id, method, from->tag(), via->branch()})
      if (part.size() > part_bytes_max) return fail(Errc::limit_exceeded, "Call-ID, Tag or Branch Too Long");
    return Identity{fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n", link, call_id, cseq->number, method, from->tag(),
                                via->branch()),
                    credentials_of(headers)};
  }
};

std::optional<Incoming> Transactions::receive_request(const Now& now, LinkId link, Message message,
                                                      std::vector<Effect>& out) {
  const bool wants_answer = message.method != "ACK" && message.method != "BENOTIFY";
  const std::string_view method = message.method == "ACK" ? kInvite : std::string_view(message.method);
  const Result<Identity> identity = Identity::of(link, message, method, config_.identity_bytes_max);
  if (!identity) {
    const std::string_view call_id = message.headers.get("Call-ID").substr(0, config_.identity_bytes_max);
    const int status = identity.error().code == Errc::unsupported ? 505 : 400;
    out.push_back(
        Log{LogLevel::warning, std::string(call_id),
            fmt::format("{} refused with {}: {}", message.method, status, identity.error().detail)});
    if (wants_answer) refuse(link, message, make_response(message, status, identity.error().detail), out);
    return std::nullopt;
  }
  if (message.method == "ACK") return receive_ack(link, std::move(message), *identity);
  if (message.method == "CANCEL") return receive_cancel(now, link, message, out), std::nullopt;
  if (!wants_answer) return IncomingRequest{link, 0, std::move(message)};
  if (const Server* known = find_server(*identity); known && known->credentials == identity->credentials) {
    if (!known->answer.empty()) out.push_back(SendBytes{link, known->answer});
    return std::nullopt;
  }
  if (unanswered() >= config_.server_max) {
    Message busy = make_response(message, 503);
    busy.headers.add("Retry-After", std::to_string(config_.retry_after.count()));
    refuse(link, message, std::move(busy), out);
    return std::nullopt;
  }
  const ServerTransactionId id = open_server(link, *identity);
  return IncomingRequest{link, id, std::move(message)};
}

const Transactions::Server* Transactions::find_server(const Identity& identity) const {
  const auto known = server_by_key_.find(identity.key);
  return known == server_by_key_.end() ? nullptr : &servers_.at(known->second);
}

// Whoever holds an INVITE unanswered finds his answer dropped, as its final one is given here.
void Transactions::receive_cancel(const Now& now, LinkId link, const Message& cancel,
                                  std::vector<Effect>& out) {
  const Result<Identity> invite = Identity::of(link, cancel, kInvite, config_.identity_bytes_max);
  const auto known = invite ? server_by_key_.find(invite->key) : server_by_key_.end();
  if (known == server_by_key_.end()) return refuse(link, cancel, make_response(cancel, 481), out);
  refuse(link, cancel, make_response(cancel, 200), out);
  Message cancelled = make_response(cancel, 487);
  cancelled.headers.set("CSeq", fmt::format("{} INVITE", parse_cseq(cancel.headers.get("CSeq"))->number));
  add_to_tag(cancelled, random_.hex(8));
  respond(now, known->second, cancelled, out);
}

// Only the last of several tries with different credentials can be found by its key: on an ordered link
// that is the one which a repetition or an ACK means.
ServerTransactionId Transactions::open_server(LinkId link, const Identity& identity) {
  if (const auto known = server_by_key_.find(identity.key); known != server_by_key_.end())
    servers_.at(known->second).key.reset();
  const ServerTransactionId id = next_id_++;
  const auto key = server_by_key_.insert_or_assign(identity.key, id).first;
  servers_.emplace(id, Server{link, key, identity.credentials});
  by_link_.emplace(link, id);
  return id;
}

// Without a branch the ACK of a 2xx looks like the ACK of a refusal; what the INVITE was answered decides.
std::optional<Incoming> Transactions::receive_ack(LinkId link, Message message, const Identity& identity) {
  const Server* invite = find_server(identity);
  const bool of_success = invite && invite->state.is(AnswerState::completed) && invite->final_status < 300;
  if (invite && !of_success) return std::nullopt;
  return IncomingAck{link, std::move(message)};
}

// Answers without keeping anything, as a server under load should (21.5.4).
void Transactions::refuse(LinkId link, const Message& request, Message response, std::vector<Effect>& out) {
  if (!request.headers.contains("Via")) return;
  add_to_tag(response, random_.hex(8));
  out.push_back(SendBytes{link, write(response)});
}

void Transactions::respond(const Now& now, ServerTransactionId transaction, const Message& response,
                           std::vector<Effect>& out) {
  const auto found = servers_.find(transaction);
  if (found == servers_.end() || found->second.state.is(AnswerState::completed)) return;
  Server& server = found->second;
  server.answer = write(response);
  out.push_back(SendBytes{server.link, server.answer});
  server.state.go(response.is_final() ? AnswerState::completed : AnswerState::proceeding);
  if (!response.is_final()) return;
  server.final_status = response.status;
  server.expires = now.monotonic + config_.timeout;
  remember(transaction, server);
}

void Transactions::answer_again(ServerTransactionId transaction, std::vector<Effect>& out) const {
  const auto found = servers_.find(transaction);
  if (found == servers_.end() || !found->second.state.is(AnswerState::completed)) return;
  out.push_back(SendBytes{found->second.link, found->second.answer});
}

void Transactions::remember(ServerTransactionId id, Server& server) {
  server.bytes = kEntryBytes + server.answer.size() + (server.key ? (*server.key)->first.size() : 0);
  remembered_.emplace(server.expires, id);
  Remembered& of_link = remembered_by_link_[server.link];
  of_link.answers.emplace(server.expires, id);
  of_link.bytes += server.bytes;
  remembered_bytes_ += server.bytes;
  while (of_link.bytes > config_.remembered_bytes_per_link_max && of_link.answers.size() > 1)
    forget_server(of_link.answers.begin()->second);
  while (remembered_bytes_ > config_.remembered_bytes_max) forget_server(remembered_.begin()->second);
}

void Transactions::forget_answer(ServerTransactionId id, const Server& server) {
  remembered_.erase({server.expires, id});
  remembered_bytes_ -= server.bytes;
  const auto of_link = remembered_by_link_.find(server.link);
  of_link->second.answers.erase({server.expires, id});
  of_link->second.bytes -= server.bytes;
  if (of_link->second.answers.empty()) remembered_by_link_.erase(of_link);
}

void Transactions::forget_server(ServerTransactionId id) {
  const auto found = servers_.find(id);
  PARLEY_ASSERT(found != servers_.end());
  Server& server = found->second;
  if (server.state.is(AnswerState::completed)) forget_answer(id, server);
  server.state.go(AnswerState::terminated);
  by_link_.erase({server.link, id});
  if (server.key) server_by_key_.erase(*server.key);
  servers_.erase(found);
}

}   // namespace parley::sip
