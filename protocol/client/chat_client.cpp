// Which part hears of which event. The parts themselves know nothing of each other's callers.
#include "protocol/client/chat_client.h"

#include <algorithm>
#include <utility>

#include "protocol/sip/methods.h"
#include "protocol/sip/uri.h"

namespace parley::client {

namespace {

bool takes(std::string_view method) {
  static constexpr std::string_view kTaken[] = {"INFO",    "UPDATE", "BYE",     "INVITE",
                                                "OPTIONS", "NOTIFY", "BENOTIFY"};
  return std::ranges::find(kTaken, method) != std::end(kTaken);
}

}   // namespace

ChatClient::ChatClient(ClientConfig config, Random random)
    : parts_(std::move(config), random),
      lifecycle_(parts_, [this] { runner_.on_settled(); }),
      runner_(parts_, lifecycle_),
      inbox_(parts_) {
  Connection::Hooks link;
  link.on_up = [this] { lifecycle_.on_link_up(); };
  link.on_lost = [this](const std::string& reason) { lifecycle_.on_link_lost(reason); };
  link.on_request = [this](const sip::IncomingRequest& request) { on_request(request); };
  link.on_ack = [this](const sip::Message& ack) { parts_.session.on_ack(ack); };
  link.on_response = [this](const sip::IncomingResponse& response) { parts_.requests.on_response(response); };
  link.on_stray = [this](const sip::StrayResponse& stray) { parts_.session.on_stray(stray); };
  link.on_timed_out = [this](sip::ClientTransactionId id) { parts_.requests.on_timed_out(id); };
  parts_.connection.set_hooks(std::move(link));
  parts_.session.set_hooks({[this](std::string_view document) { inbox_.receive(document); },
                            [this](const std::string& reason) { lifecycle_.on_session_lost(reason); }});
  inbox_.set_hooks({[this](const xccos::ChatMessage& message) { runner_.on_message(message); },
                    [this](const xccos::Reply& reply) { runner_.on_unasked_reply(reply); }});
}

Turn ChatClient::on_event(const Now& now, const Event& event) {
  Ground& ground = parts_.ground;
  ground.now = now;
  ground.effects.clear();
  // What is due comes before what happens now: its time was earlier or the same.
  parts_.connection.expire();
  ground.alarms.ring_due(now.monotonic);
  happen(event);
  ground.alarms.ring_due(now.monotonic);
  const Instant wake_at = std::min(ground.alarms.wake_at(), parts_.connection.wake_at());
  return {std::exchange(ground.effects, {}), wake_at};
}

void ChatClient::happen(const Event& event) {
  if (const auto* up = std::get_if<LinkUp>(&event)) parts_.connection.link_up(up->link);
  if (const auto* bytes = std::get_if<LinkBytes>(&event))
    parts_.connection.link_bytes(bytes->link, bytes->bytes);
  if (const auto* down = std::get_if<LinkDown>(&event)) parts_.connection.link_down(down->link, down->reason);
  if (const auto* told = std::get_if<Told>(&event)) runner_.told(told->line);
}

void ChatClient::on_request(const sip::IncomingRequest& incoming) {
  const std::string& method = incoming.request.method;
  const auto to = sip::parse_name_addr(incoming.request.headers.get("To"));
  const bool inside = to && !to->tag().empty();
  if (!takes(method)) return answer(incoming, sip::is_known_method(method) ? 405 : 501);   // RFC 3261, 8.2.
  if (!unknown_extensions(incoming.request).empty()) return answer(incoming, 420);
  if (method == "INFO" || method == "UPDATE" || method == "BYE") return parts_.session.on_request(incoming);
  if (method == "INVITE" || method == "OPTIONS") {
    if (inside) return parts_.session.on_request(incoming);
    return answer(incoming, method == "OPTIONS" ? 200 : 603);   // A call, and this client takes none.
  }
  on_notification(incoming);
}

void ChatClient::on_notification(const sip::IncomingRequest& incoming) {
  // The answer goes first, as to an INFO; a BENOTIFY has none (real-client.md 3.3).
  Subscription* taker = nullptr;
  int refusal = 489;
  for (Subscription* one : {&parts_.provisioning, &parts_.followed.subscription()}) {
    if (one->is_of_package(incoming.request)) refusal = 481;   // RFC 6665, 4.1.3: not in a dialog of ours.
    if (one->expects(incoming.request)) taker = one;
  }
  if (taker && !taker->in_order(incoming.request)) {
    taker = nullptr;
    refusal = 500;
  }
  if (incoming.request.method == "NOTIFY") answer(incoming, taker ? 200 : refusal);
  if (taker) taker->take(incoming.request);
}

void ChatClient::answer(const sip::IncomingRequest& incoming, int status) {
  parts_.connection.respond(incoming.transaction, parts_.identity.response_to(incoming.request, status));
}

}   // namespace parley::client
