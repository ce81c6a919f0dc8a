#include "protocol/client/requests.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "protocol/client/retry_policy.h"
#include "protocol/sip/digest_headers.h"
#include "protocol/sip/option_tags.h"

namespace parley::client {
namespace {

constexpr int kServiceUnavailable = 503;
constexpr int kBadExtension = 420;
constexpr int kUnauthorized = 401;
constexpr int kProxyAuthenticationRequired = 407;

constexpr std::array<std::string_view, 9> kNames = {"planned",  "in_flight", "waiting",
                                                    "answered", "timed_out", "link_lost",
                                                    "not_sent", "gave_up",   "put_off"};

RequestState end_of(Outcome::Kind kind) {
  switch (kind) {
    case Outcome::Kind::answered: return RequestState::answered;
    case Outcome::Kind::timed_out: return RequestState::timed_out;
    case Outcome::Kind::link_lost: return RequestState::link_lost;
    case Outcome::Kind::not_sent: return RequestState::not_sent;
    case Outcome::Kind::gave_up: return RequestState::gave_up;
    case Outcome::Kind::put_off: return RequestState::put_off;
  }
  return RequestState::not_sent;
}

std::uint64_t milliseconds(Duration duration) {
  return static_cast<std::uint64_t>(duration.count() / 1'000'000);
}

// With what the chat service says about it, if it does (xccos.md 2.7).
std::string described(const sip::Message& response) {
  std::string text = fmt::format("{} {}", response.status, response.reason);
  const std::string_view diagnostics = response.headers.get("ms-diagnostics");
  return diagnostics.empty() ? text : fmt::format("{} (ms-diagnostics: {})", text, diagnostics);
}

}   // namespace

std::string_view to_string(RequestState state) { return kNames[static_cast<std::size_t>(state)]; }

std::span<const Transition<RequestState>> transitions_of(RequestState) {
  using enum RequestState;
  static constexpr Transition<RequestState> kTransitions[] = {
      {planned, in_flight, "sent"},
      {planned, not_sent, "there is no link"},
      {in_flight, answered, "any final answer but these"},
      {in_flight, in_flight, "401 or 407, password known, once"},
      {in_flight, in_flight, "420 with Unsupported, without that, once"},
      {in_flight, in_flight, "no answer in 32 s, an INFO once more"},
      {in_flight, timed_out, "no answer in 32 s"},
      {in_flight, link_lost, "link lost, it may have arrived"},
      {in_flight, waiting, "503"},
      {waiting, in_flight, "time over, the dialog lives"},
      {waiting, not_sent, "link or dialog lost"},
      {in_flight, not_sent, "503, and the dialog is lost"},
      {in_flight, gave_up, "503 for the 8th time"},
      {in_flight, put_off, "Retry-After above 10 min"},
  };
  return kTransitions;
}

std::string Outcome::reason() const {
  const std::string doubt =
      unanswered_before ? "; an earlier attempt got no answer, and whether it arrived is unknown" : "";
  switch (kind) {
    case Kind::answered:
      if (!why.empty()) return fmt::format("the {} cannot be used: {}", response.status, why);
      return described(response) + doubt;
    case Kind::timed_out: return why;
    case Kind::link_lost: return "the link was lost before the answer; whether it arrived is unknown";
    case Kind::not_sent: return "the session was lost before it was accepted" + doubt;
    case Kind::gave_up: return fmt::format("still {} after {} attempts", described(response), attempts);
    case Kind::put_off: return fmt::format("{}: {}", described(response), why);
  }
  return {};
}

RequestId Requests::send(Request request) {
  const RequestId id = next_id_++;
  entries_.emplace(id, Entry{.request = std::move(request)});
  if (connection_.up()) {
    attempt(id, {});
  } else {
    entries_.at(id).alarm =
        ground_.after(Duration{0}, [this, id] { finish(id, {Outcome::Kind::not_sent, {}, 0, {}}); });
  }
  return id;
}

void Requests::attempt(RequestId id, const sip::Headers& credentials) {
  Entry& entry = entries_.at(id);
  sip::Message message = entry.request.make();
  if (!entry.unsupported.empty()) sip::leave_out_options(message, entry.unsupported);
  for (const sip::HeaderField& field : credentials.fields()) message.headers.add(field.name, field.value);
  entry.sent = {message.method, message.request_uri, 0, {}, message.headers, {}};
  entry.alarm = 0;
  entry.state.go(RequestState::in_flight);
  ++entry.attempts;
  entry.transaction = connection_.request(identity_.via(), std::move(message));
  by_transaction_[entry.transaction] = id;
}

void Requests::forget(RequestId id) {
  const auto found = entries_.find(id);
  if (found == entries_.end()) return;
  ground_.alarms.cancel(found->second.alarm);
  by_transaction_.erase(found->second.transaction);
  entries_.erase(found);
}

void Requests::finish(RequestId id, Outcome outcome) {
  auto node = entries_.extract(id);
  if (node.empty()) return;
  node.mapped().state.go(end_of(outcome.kind));
  ground_.alarms.cancel(node.mapped().alarm);
  by_transaction_.erase(node.mapped().transaction);
  outcome.attempts = node.mapped().attempts;
  outcome.request = std::move(node.mapped().sent);
  outcome.unanswered_before = node.mapped().unanswered;
  node.mapped().request.done(outcome);
}

void Requests::give_up_impossible() {
  std::vector<RequestId> impossible;
  for (const auto& [id, entry] : entries_)
    if (entry.state.is(RequestState::waiting) && !entry.possible()) impossible.push_back(id);
  for (const RequestId id : impossible) finish(id, {Outcome::Kind::not_sent, {}, 0, {}});
}

void Requests::give_up_all() {
  std::vector<std::pair<RequestId, Outcome::Kind>> all;
  for (const auto& [id, entry] : entries_)
    all.emplace_back(
        id, entry.state.is(RequestState::in_flight) ? Outcome::Kind::link_lost : Outcome::Kind::not_sent);
  for (const auto& [id, kind] : all) finish(id, {kind, {}, 0, {}});
}

RequestId Requests::id_of(sip::ClientTransactionId transaction) const {
  const auto found = by_transaction_.find(transaction);
  return found == by_transaction_.end() ? 0 : found->second;
}

void Requests::on_response(const sip::IncomingResponse& incoming) {
  const RequestId id = id_of(incoming.transaction);
  if (id == 0) return;
  const int status = incoming.response.status;
  const Entry& entry = entries_.at(id);
  if (status > 100 && status < 200 && entry.request.ringing)
    entry.request.ringing({Outcome::Kind::answered, incoming.response, entry.attempts, entry.sent});
  if (!incoming.response.is_final()) return;
  if ((status == kUnauthorized || status == kProxyAuthenticationRequired) &&
      answer_challenges(id, incoming.response))
    return;
  if (status == kBadExtension && leave_out(id, incoming.response)) return;
  if (status == kServiceUnavailable && !ground_.deviates("client-no-retry"))
    return wait_and_retry(id, incoming.response);
  finish(id, {Outcome::Kind::answered, incoming.response, 0, {}});
}

// Answers once, and once more when the server says that only the nonce was too old.
bool Requests::answer_challenges(RequestId id, const sip::Message& response) {
  Entry& entry = entries_.at(id);
  if (ground_.config.password.empty() || !entry.possible()) return false;
  const bool by_proxy = response.status == kProxyAuthenticationRequired;
  const auto challenges = sip::challenges_in(response, by_proxy ? "Proxy-Authenticate" : "WWW-Authenticate");
  const bool stale =
      std::any_of(challenges.begin(), challenges.end(), [](const auto& one) { return one.stale; });
  if (challenges.empty() || entry.challenges >= (stale ? 2U : 1U)) return false;
  ++entry.challenges;
  sip::Headers credentials;
  for (const sip::DigestChallenge& one : challenges) {
    const sip::DigestRequest request{entry.sent.method, entry.sent.request_uri, ground_.random.hex(16),
                                     nonce_counts_.next(one.nonce)};
    const auto answer = sip::answer_challenge(one, {ground_.config.user, ground_.config.password}, request);
    credentials.add(by_proxy ? "Proxy-Authorization" : "Authorization", sip::to_string(answer));
  }
  by_transaction_.erase(entry.transaction);
  attempt(id, credentials);
  return true;
}

bool Requests::leave_out(RequestId id, const sip::Message& response) {
  Entry& entry = entries_.at(id);
  const std::string_view listed = response.headers.get("Unsupported");
  if (listed.empty() || !entry.unsupported.empty() || !entry.possible()) return false;
  entry.unsupported = listed;
  entry.forget_challenges();
  by_transaction_.erase(entry.transaction);
  attempt(id, {});
  return true;
}

void Requests::wait_and_retry(RequestId id, const sip::Message& response) {
  Entry& entry = entries_.at(id);
  if (!entry.possible()) return finish(id, {Outcome::Kind::not_sent, response, 0, {}});
  RetryPolicy policy = ground_.config.retry;
  if (ground_.deviates("client-no-backoff")) policy.base = Duration{0};
  entry.forget_challenges();
  const std::uint32_t refusals = entry.attempts;
  if (refusals >= policy.attempts_max && !ground_.deviates("client-never-gives-up")) {
    ground_.tell(event("gave-up").add("what", entry.request.what).add_number("attempts", refusals));
    return finish(id, {Outcome::Kind::gave_up, response, 0, {}});
  }
  auto delay = wait_before_retry(policy, response, refusals, ground_.random);
  if (!delay) return finish(id, {Outcome::Kind::put_off, response, 0, {}, delay.error().detail});
  if (ground_.deviates("client-retry-early")) *delay /= 2;
  by_transaction_.erase(entry.transaction);
  entry.state.go(RequestState::waiting);
  entry.alarm = ground_.after(*delay, [this, id] {
    if (entries_.at(id).possible()) attempt(id, {});
    else finish(id, {Outcome::Kind::not_sent, {}, 0, {}});
  });
  tell_retry(entry, *delay, "503");
}

void Requests::tell_retry(const Entry& entry, Duration delay, std::string_view reason) {
  ground_.tell(event("retry")
                   .add("what", entry.request.what)
                   .add_number("attempt", entry.attempts + 1)
                   .add_number("after_ms", milliseconds(delay))
                   .add("reason", reason));
}

void Requests::on_timed_out(sip::ClientTransactionId transaction) {
  const RequestId id = id_of(transaction);
  if (id == 0) return;
  const Entry& entry = entries_.at(id);
  if (entry.request.repeated && !entry.unanswered && entry.possible()) return repeat(id);
  const double seconds = static_cast<double>(milliseconds(ground_.config.transaction_timeout)) / 1000;
  finish(id, {Outcome::Kind::timed_out, {}, 0, {}, fmt::format("no answer within {} s", seconds)});
}

void Requests::repeat(RequestId id) {
  Entry& entry = entries_.at(id);
  by_transaction_.erase(entry.transaction);
  entry.unanswered = true;
  entry.forget_challenges();
  tell_retry(entry, Duration{0}, "no acknowledgement");
  attempt(id, {});
}

}   // namespace parley::client
