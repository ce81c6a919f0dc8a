#include "reference_server/core/server.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "reference_server/core/commands/commands.h"
#include "reference_server/core/ending.h"
#include "reference_server/core/requests/requests.h"
#include "reference_server/core/session_refresh.h"
#include "reference_server/core/sessions.h"
#include "reference_server/core/step.h"
#include "reference_server/core/subscriptions.h"

namespace parley::server {
namespace {

void on_message(Step& step, LinkId link, sip::Message message) {
  auto incoming = step.state.transactions.receive(step.now, link, std::move(message), step.effects);
  if (!incoming) return;
  if (auto* request = std::get_if<sip::IncomingRequest>(&*incoming))
    return on_request(step, Request{link, request->transaction, std::move(request->request)});
  if (auto* answer = std::get_if<sip::IncomingResponse>(&*incoming))
    return on_response(step, answer->transaction, answer->response);
  if (const auto* ack = std::get_if<sip::IncomingAck>(&*incoming)) return on_ack(step, link, ack->ack);
  if (const auto* stray = std::get_if<sip::StrayResponse>(&*incoming))
    return on_stray_response(step, link, stray->response);
}

void on_link_up(Step& step, const LinkUp& up) {
  if (step.state.ending == Ending::over) return step.effects.push_back(CloseLink{up.link});
  if (step.state.connections.size() >= step.state.settings.connections_max) {
    step.log(LogLevel::warning, "",
             fmt::format("connection from {} refused: {} are open", up.peer, step.state.connections.size()));
    return step.effects.push_back(CloseLink{up.link});
  }
  Connection connection;
  connection.link = up.link;
  const bool tls = up.peer.starts_with("tls://");
  connection.source = sip::source_of(up.peer, up.link);
  connection.authentication = step.state.settings.authentication_of(up.listener);
  connection.certified = up.certified;
  connection.sent_by = fmt::format("SIP/2.0/{} {}", tls ? "TLS" : "TCP", step.state.settings.domain);
  connection.stranger_until = step.now.monotonic + step.state.settings.stranger_timeout;
  step.state.strangers.insert({connection.stranger_until, up.link});
  step.state.connections.emplace(up.link, std::move(connection));
}

void close_garbage(Step& step, LinkId link, const Error& error) {
  step.log(LogLevel::warning, "", fmt::format("link {}: {}; closed", link, error.detail));
  refuse_garbage(step, link, error);
  close_connection(step, link);
}

// The rest of a message is waited for. When too much waits in all, those with the most lose their
// connections.
void bound_unfinished(Step& step, Connection& connection) {
  count_unfinished(step, connection, connection.parser.bytes_waiting());
  const auto has_less = [](const auto& one, const auto& other) {
    return one.second.bytes_waiting < other.second.bytes_waiting;
  };
  auto& all = step.state.connections;
  while (step.state.bytes_waiting > step.state.settings.unfinished_bytes_max)
    close_garbage(step, std::max_element(all.begin(), all.end(), has_less)->first,
                  {Errc::limit_exceeded, "Too many unfinished messages wait.", 0});
}

void on_link_down(Step& step, const LinkDown& down) {
  const auto found = step.state.connections.find(down.link);
  if (found != step.state.connections.end() && found->second.parser.in_message())
    step.log(LogLevel::warning, "",
             fmt::format("link {} ended in the middle of a message, of which {} bytes had come: {}",
                         down.link, found->second.parser.bytes_waiting(), down.reason));
  forget_connection(step, down.link);
}

void on_link_bytes(Step& step, const LinkBytes& received) {
  const auto found = step.state.connections.find(received.link);
  if (found == step.state.connections.end()) return;
  found->second.parser.feed(received.bytes);
  for (;;) {
    // Looked up anew: a message may have ended the connection that it came on.
    const auto connection = step.state.connections.find(received.link);
    if (connection == step.state.connections.end()) return;
    auto next = connection->second.parser.next();
    if (!next) return bound_unfinished(step, connection->second);
    if (!*next) return close_garbage(step, received.link, next->error());
    if (connection->second.source && (*next)->is_request())
      sip::note_source(**next, *connection->second.source);
    on_message(step, received.link, std::move(**next));
  }
}

void on_work_done(Step& step, const WorkDone& done) {
  const auto found = step.state.pending.find(done.id);
  if (found == step.state.pending.end()) {
    step.state.compliance.on_work_done(step.now, done.id, *done.answer, step.effects);
    return;
  }
  const Pending pending = std::move(found->second.pending);
  step.state.store_bytes -= found->second.bytes;
  step.state.pending.erase(found);
  std::visit([&](const auto& waiting) { on_stored(step, waiting, *done.answer); }, pending);
}

void on_time(Step& step) {
  for (const sip::RequestFailed& failed : step.state.transactions.expire(step.now, step.effects))
    on_request_failed(step, failed);
  expire_sessions(step);
  expire_subscriptions(step);
  expire_strangers(step);
  save_departures(step);
  read_documents(step);
  step.state.compliance.on_deadline(step.now, step.effects);
}

Instant wake_at(const State& state) {
  Instant at = std::min({state.transactions.wake_at(), state.compliance.wake_at(), state.save_departures_at,
                         state.read_documents_at});
  if (!state.session_timers.empty()) at = std::min(at, state.session_timers.begin()->first);
  if (!state.subscription_ends.empty()) at = std::min(at, state.subscription_ends.begin()->first);
  if (!state.strangers.empty()) at = std::min(at, state.strangers.begin()->first);
  return at;
}

struct EventVisitor {
  Step& step;
  void operator()(const LinkUp& up) const { on_link_up(step, up); }
  void operator()(const LinkBytes& bytes) const { on_link_bytes(step, bytes); }
  void operator()(const LinkDown& down) const { on_link_down(step, down); }
  void operator()(const WorkDone& done) const { on_work_done(step, done); }
  void operator()(const Told& told) const {
    if (told.line == "stop") return begin_to_end(step);
    step.log(LogLevel::warning, "", fmt::format("the server takes no instruction but stop: '{}'", told.line));
  }
  void operator()(const DeadlineReached&) const { on_time(step); }
};

// Captured envelopes of a real server lie far above 32 bits (xccos.md 1.1); ours start there, too.
constexpr std::uint64_t kFirstEnvid = 7'962'449'779'256'900'000ULL;

}   // namespace

State::State(ServerSetup setup, Random origin, const Now& started)
    : settings(std::move(setup.settings)),
      directory(std::move(setup.directory)),
      deviations(std::move(setup.deviations)),
      authorisation(directory),
      random(origin.fork("server")),
      nonce_source(setup.nonce_key.empty() ? origin.fork("nonces").hex(64) : std::move(setup.nonce_key)),
      admission(settings, origin.fork("admission")),
      transactions({}, origin.fork("transactions")),
      compliance(
          setup.compliance, deviations, [this] { return next_work++; }, started.monotonic),
      next_envid(kFirstEnvid + random.below(100'000)) {
  for (RefuseRule& rule : setup.refuse) admission.add_rule(std::move(rule));
}

Server::Server(ServerSetup setup, Random random, const Now& started)
    : state_(std::make_unique<State>(std::move(setup), random, started)) {}

Server::~Server() = default;

Turn Server::on_event(const Now& now, const Event& event) {
  Turn turn;
  Step step(now, *state_, turn.effects);
  if (!std::exchange(started_, true)) state_->compliance.start(now, turn.effects);
  std::visit(EventVisitor{step}, event);
  go_on_ending(step);
  turn.wake_at = wake_at(*state_);
  return turn;
}

bool Server::stopped() const { return state_->ending == Ending::over; }

std::optional<Heard> Server::heard(LinkId link) const {
  const auto found = state_->connections.find(link);
  if (found == state_->connections.end()) return std::nullopt;
  return Heard{found->second.parser.messages(), found->second.parser.in_message()};
}

}   // namespace parley::server
